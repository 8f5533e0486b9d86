import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { testFolder } from '../support/folder.js';
import { everyMetric } from './every-metric.js';
import { metricsIn } from './expression.js';
import { describeWithPrometheus } from './installed.js';
import { promtool } from './promtool.js';
import { shippedRecords } from './rule-files.js';

const FILE = fileURLToPath(new URL('../../config/grafana/headwind.json', import.meta.url));

const datasource = z.strictObject({ type: z.literal('prometheus'), uid: z.literal(`\${datasource}`) });

const grid = z.strictObject({ x: z.int(), y: z.int(), w: z.int(), h: z.int() });

const panel = z.looseObject({
  id: z.int(),
  type: z.string(),
  title: z.string().min(1),
  description: z.string().optional(),
  gridPos: grid,
  datasource: datasource.optional(),
  targets: z.array(z.looseObject({ refId: z.string(), expr: z.string().min(1), datasource })).default([]),
});

/** What is looked at of a dashboard: https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/ */
const dashboard = z.looseObject({
  title: z.string(),
  uid: z.string(),
  schemaVersion: z.int().min(39),
  templating: z.looseObject({
    list: z.array(z.looseObject({ name: z.string(), type: z.string(), definition: z.string().optional() })),
  }),
  panels: z.array(panel),
});

let panels: readonly z.output<typeof panel>[] = [];
let variables: readonly { readonly name: string; readonly definition?: string | undefined }[] = [];

beforeAll(async () => {
  const read = dashboard.parse(JSON.parse(await readFile(FILE, 'utf8')));
  panels = read.panels;
  variables = read.templating.list;
});

function expressions(): string[] {
  return panels.flatMap(({ targets }) => targets.map(({ expr }) => expr));
}

/** An expression as Grafana sends it, with something for each variable. */
function filledIn(expression: string): string {
  return expression.replaceAll('$__rate_interval', '5m').replaceAll(/\$\w+/g, '.+');
}

describe('the dashboard', () => {
  it('answers four questions, in this order', () => {
    const rows = panels.filter(({ type }) => type === 'row').map(({ title }) => title);
    expect(rows.slice(0, 4)).toEqual(['Is anything failing?', 'Where?', 'Since when?', 'What is waiting?']);
  });

  it('explains every panel', () => {
    const unexplained = panels.filter(({ type, description }) => type !== 'row' && (description ?? '').length < 10);
    expect(unexplained.map(({ title }) => title)).toEqual([]);
  });

  it('has panels that neither share an id nor overlap, and leave no gap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.length % 24).toBe(0);
  });

  it('asks for no variable that it does not have', () => {
    const known = [...variables.map(({ name }) => name), '__rate_interval'];
    const asked = expressions().flatMap((each) => [...each.matchAll(/\$(\w+)/g)].map(([, name = '']) => name));
    expect(new Set(asked)).toEqual(new Set(known.filter((name) => name !== 'datasource')));
  });

  it('names only metrics that there are, or that the recording rules make', async () => {
    const known = new Set([...(await everyMetric()), ...(await shippedRecords()).map(({ record }) => record)]);
    const lookedUp = variables.flatMap(({ definition }) => /^label_values\((\w+)/.exec(definition ?? '')?.[1] ?? []);
    const named = [...expressions().flatMap((each) => metricsIn(filledIn(each))), ...lookedUp];
    expect(named.filter((name) => !known.has(name))).toEqual([]);
    expect(lookedUp.length).toBe(2);
  });
});

describeWithPrometheus('the dashboard, to promtool', () => {
  it('has only expressions that can be read', async () => {
    const rules = expressions().map((each, index) => ({ record: `panel:expression:${index}`, expr: filledIn(each) }));
    expect(rules.length).toBeGreaterThan(20);
    const file = join(await testFolder(), 'rules.yaml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ groups: [{ name: 'dashboard', rules }] }));
    const { status, text } = promtool(['check', 'rules', '--lint=none', file]);
    expect(text).toContain(`${rules.length} rules found`);
    expect(status).toBe(0);
  });
});
