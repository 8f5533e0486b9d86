import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { REPOSITORY } from '../house/repository.js';
import { describeWithPrometheus } from '../prometheus/installed.js';
import { promtool } from '../prometheus/promtool.js';
import { ALERTS_FILE, caseFiles, RECORDS_FILE, shippedAlerts } from '../prometheus/rule-files.js';
import { testFolder } from '../support/folder.js';
import { describeWithKubectl } from './installed.js';
import { MANIFESTS, ofKind, rendered, theOnly } from './rendered.js';

const RULES = [
  { name: 'headwind-notifications-alerts', file: ALERTS_FILE, manifest: 'alerts.yaml' },
  { name: 'headwind-notifications-records', file: RECORDS_FILE, manifest: 'records.yaml' },
];

const objects = () => rendered('production');

/** A PrometheusRule with everything that a file of rules says, comments included. */
function manifestOf(name: string, path: string, rules: string): string {
  return `# Written from config/prometheus/${basename(path)} by \`npx vitest run test/kubernetes-manifests --update\`.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: headwind-notifications
    app.kubernetes.io/part-of: headwind
spec:
${rules.replaceAll(/^(?=.)/gm, '  ')}`;
}

describeWithKubectl('the monitoring of production', () => {
  it.each(RULES)('has the rules of config/prometheus: $name', async ({ name, file, manifest }) => {
    const rules = await readFile(file, 'utf8');
    await expect(manifestOf(name, file, rules)).toMatchFileSnapshot(join(MANIFESTS, 'components/monitoring', manifest));
    expect(theOnly(objects(), 'PrometheusRule', name).spec).toEqual(parse(rules));
  });

  it('has the dashboard of config/grafana, where the sidecar of Grafana looks', async () => {
    const { data, metadata } = theOnly(objects(), 'ConfigMap', 'headwind-notifications-dashboard');
    const dashboard = await readFile(join(REPOSITORY, 'config/grafana/headwind.json'), 'utf8');
    expect(data).toEqual({ 'headwind.json': dashboard });
    expect(metadata.labels.grafana_dashboard).toBe('1');
  });

  it('scrapes under the name of the job that the alerts look for', async () => {
    const monitor = z.looseObject({ endpoints: z.array(z.looseObject({ relabelings: z.array(z.unknown()) })) });
    const { endpoints } = monitor.parse(theOnly(objects(), 'ServiceMonitor', 'headwind-notifications').spec);
    expect(endpoints).toEqual([
      expect.objectContaining({ path: '/metrics', relabelings: [{ targetLabel: 'job', replacement: 'headwind' }] }),
    ]);
    const down = (await shippedAlerts()).find(({ alert }) => alert === 'HeadwindDown');
    expect(down?.expr).toContain('up{job="headwind"}');
  });

  describeWithPrometheus('to promtool', () => {
    it('has rules that are right, and do what their cases say', async () => {
      const folder = await testFolder();
      const rules = ofKind(objects(), 'PrometheusRule');
      // Under the names that the cases know them by.
      const files = rules.map(({ metadata: { name } }) => join(folder, `${name.replace('-notifications', '')}.yaml`));
      await Promise.all(rules.map(({ spec }, index) => writeFile(files[index] ?? '', stringify(spec))));
      const checked = promtool(['check', 'rules', '--lint=all', '--lint-fatal', ...files]);
      expect(checked.text.match(/SUCCESS/g), checked.text).toHaveLength(RULES.length);
      expect(checked.status).toBe(0);

      await mkdir(join(folder, 'tests'));
      const cases = await Promise.all(
        (await caseFiles()).map(async (file) => {
          const copy = join(folder, 'tests', basename(file));
          await writeFile(copy, await readFile(file, 'utf8'));
          return copy;
        }),
      );
      const tested = promtool(['test', 'rules', ...cases]);
      expect(tested.text.match(/SUCCESS/g), tested.text).toHaveLength(cases.length);
      expect(tested.status).toBe(0);
    });
  });
});
