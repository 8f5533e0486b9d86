import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { z } from 'zod';

/** The folder of the rules that are shipped. */
export const RULES = fileURLToPath(new URL('../../config/prometheus/', import.meta.url));

export const ALERTS_FILE = join(RULES, 'headwind-alerts.yaml');
export const RECORDS_FILE = join(RULES, 'headwind-records.yaml');

const text = z.string();

const alert = z.strictObject({
  alert: text,
  expr: text,
  for: text.optional(),
  labels: z.strictObject({ severity: z.enum(['warning', 'critical']) }),
  annotations: z.strictObject({ summary: text, description: text, runbook: text }),
});

const record = z.strictObject({ record: text, expr: text });

const groupsOf = <Rule extends z.ZodType>(rule: Rule) =>
  z.strictObject({ groups: z.array(z.strictObject({ name: text, rules: z.array(rule) })) });

const cases = z.looseObject({
  tests: z.array(
    z.looseObject({
      alert_rule_test: z.array(z.looseObject({ alertname: text, exp_alerts: z.array(z.unknown()) })).default([]),
    }),
  ),
});

export type Alert = z.output<typeof alert>;

export async function shippedAlerts(): Promise<readonly Alert[]> {
  const { groups } = groupsOf(alert).parse(parse(await readFile(ALERTS_FILE, 'utf8')));
  return groups.flatMap(({ rules }) => rules);
}

export async function shippedRecords(): Promise<readonly z.output<typeof record>[]> {
  const { groups } = groupsOf(record).parse(parse(await readFile(RECORDS_FILE, 'utf8')));
  return groups.flatMap(({ rules }) => rules);
}

/** The files of cases for `promtool test rules`. */
export async function caseFiles(): Promise<readonly string[]> {
  const names = await readdir(join(RULES, 'tests'));
  return names.toSorted().map((name) => join(RULES, 'tests', name));
}

/** What the cases expect of each alert, one entry each time it is looked at. */
export async function expectations(): Promise<readonly { readonly alert: string; readonly fires: boolean }[]> {
  const files = await Promise.all((await caseFiles()).map((file) => readFile(file, 'utf8')));
  return files
    .flatMap((file) => cases.parse(parse(file)).tests)
    .flatMap(({ alert_rule_test }) => alert_rule_test)
    .map(({ alertname, exp_alerts }) => ({ alert: alertname, fires: exp_alerts.length > 0 }));
}
