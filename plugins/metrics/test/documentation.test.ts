import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Family, familiesIn } from '../../../test/prometheus/samples.js';
import { openMetrics } from './open-metrics.js';
import { channelStatus, hostStatus } from './records.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../docs/reference/metrics.md'), 'utf8');

/** Stands for every plugin of a channel that the specification does not name. */
const BY_PLUGIN = 'headwind_notifications_<plugin>_sent_total';

interface Row {
  readonly name: string;
  readonly type: string;
  readonly labels: readonly string[];
  readonly meaning: string;
}

const rows = rowsOf(PAGE).filter(({ meaning }) => process.platform === 'linux' || !meaning.includes('On Linux'));
let families: readonly Family[] = [];

beforeAll(async () => {
  // `pagerduty` stands for the row that is of any plugin.
  const status = hostStatus([channelStatus('pager', 'pagerduty')]);
  families = familiesIn((await openMetrics(async () => status).metrics.scrape(null)).body);
});

describe('the reference page of the metrics', () => {
  it('lists every metric that there is, once, and no other', () => {
    const listed = rows.map(({ name }) => name.replace(BY_PLUGIN, 'headwind_notifications_pagerduty_sent_total'));
    expect(listed.toSorted()).toEqual(families.map(({ name }) => name).toSorted());
  });

  it('tells the type of each', () => {
    const types = Object.fromEntries(rows.map(({ name, type }) => [name, type]));
    for (const { name, type } of families.filter(hasRow)) expect(types[name], name).toBe(type);
  });

  it('tells the labels of each', () => {
    for (const { name, samples } of families.filter(hasRow)) {
      const labels = rows.find((row) => row.name === name)?.labels;
      for (const sample of samples) {
        expect(
          Object.keys(sample.labels).filter((label) => label !== 'le'),
          name,
        ).toEqual(labels);
      }
    }
  });

  it('says what each means', () => {
    expect(rows.filter(({ meaning }) => meaning.length < 8)).toEqual([]);
  });
});

function hasRow({ name }: Family): boolean {
  return name !== 'headwind_notifications_pagerduty_sent_total';
}

function rowsOf(page: string): Row[] {
  const table = page.split('\n\n').find((block) => /^\| metric +\|/.test(block)) ?? '';
  return table
    .split('\n')
    .slice(2)
    .filter((line) => line.startsWith('|'))
    .map((line) => {
      const [name = '', type = '', labels = '', meaning = ''] = line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim());
      const unquoted = (text: string) => text.replaceAll('`', '');
      const names = labels === '' ? [] : unquoted(labels).split(', ');
      return { name: unquoted(name), type, labels: names, meaning };
    });
}
