import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { anchorsOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';
import { testFolder } from '../support/folder.js';
import { everyMetric } from './every-metric.js';
import { metricsIn } from './expression.js';
import { describeWithPrometheus } from './installed.js';
import { promtool } from './promtool.js';
import {
  ALERTS_FILE,
  caseFiles,
  expectations,
  RECORDS_FILE,
  RULES,
  shippedAlerts,
  shippedRecords,
} from './rule-files.js';

describeWithPrometheus('the rules, to promtool', () => {
  it.each([ALERTS_FILE, RECORDS_FILE])('are right: %s', (file) => {
    const { status, text } = promtool(['check', 'rules', '--lint=all', '--lint-fatal', file]);
    expect(text).toContain('SUCCESS');
    expect(status).toBe(0);
  });

  it('do what their cases say', async () => {
    const files = await caseFiles();
    const { status, text } = promtool(['test', 'rules', ...files]);
    expect(text.match(/SUCCESS/g), text).toHaveLength(files.length);
    expect(status).toBe(0);
  });

  it('stand in a configuration that is right, once its token is there', async () => {
    const folder = await testFolder();
    const token = join(folder, 'token');
    await writeFile(token, 'read-token');
    const example = await readFile(join(RULES, 'prometheus.yaml'), 'utf8');
    const config = example
      .replace('/run/secrets/headwind-read-token', token)
      .replaceAll('- headwind-', `- ${RULES}headwind-`);
    await writeFile(join(folder, 'prometheus.yaml'), config);
    const { status, text } = promtool(['check', 'config', join(folder, 'prometheus.yaml')]);
    expect(text).toContain('2 rule files found');
    expect(status).toBe(0);
  });
});

describe('the alerts', () => {
  it("begin with the specification's, word for word but for its description, which tells a rate as a number", async () => {
    const [first] = await shippedAlerts();
    expect(first).toMatchObject({
      alert: 'HeadwindNotificationFailures',
      expr: 'rate(headwind_notifications_failed_total[5m]) > 0',
      for: '5m',
      annotations: { summary: 'Headwind notification failures detected' },
    });
  });

  it('are each expected to fire, and to be silent, by some case', async () => {
    const expected = await expectations();
    for (const { alert } of await shippedAlerts()) {
      expect(new Set(expected.filter((each) => each.alert === alert).map(({ fires }) => fires)), alert).toEqual(
        new Set([true, false]),
      );
    }
  });

  it('lead to a section that says what to do', async () => {
    const alerts = await shippedAlerts();
    expect(alerts.length).toBeGreaterThan(0);
    for (const { alert, annotations } of alerts) {
      const [page = '', anchor = ''] = annotations.runbook.split('#');
      expect(existsSync(join(REPOSITORY, page)), alert).toBe(true);
      expect(anchorsOf(await readFile(join(REPOSITORY, page), 'utf8')), alert).toContain(anchor);
      expect(anchor).toBe(alert.toLowerCase());
    }
  });
});

describe('the rules', () => {
  it('name only metrics that there are', async () => {
    const known = await everyMetric();
    const rules = [...(await shippedAlerts()), ...(await shippedRecords())];
    const named = rules.flatMap(({ expr }) => metricsIn(expr));
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(named.length).toBeGreaterThanOrEqual(rules.length);
  });
});
