import { describe, expect, it } from 'vitest';
import { familiesIn } from '../../../test/prometheus/samples.js';
import { openInstance, request } from './open-metrics.js';
import { deliveryRecord } from './records.js';

const TEXT = 'text/plain; version=0.0.4; charset=utf-8';
const OPEN_METRICS = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

describe('the format of a scrape', () => {
  it.each([
    ['nothing', undefined, TEXT],
    ['anything', '*/*', TEXT],
    ['the text format', 'text/plain;version=0.0.4', TEXT],
    ['OpenMetrics', 'application/openmetrics-text', OPEN_METRICS],
    ['OpenMetrics, its version quoted', 'application/openmetrics-text; version="1.0.0"', OPEN_METRICS],
    ['an older OpenMetrics', 'application/openmetrics-text;version=0.0.1', TEXT],
    ['rather the text format', 'application/openmetrics-text;q=0.4,text/plain;q=0.5', TEXT],
    ['no OpenMetrics', 'application/openmetrics-text;q=0', TEXT],
    ['OpenMetrics, with a quality that is none', 'application/openmetrics-text;q=much', TEXT],
    [
      'what Prometheus 2 asks for',
      'application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1',
      OPEN_METRICS,
    ],
    [
      'what Prometheus 3 asks for',
      'application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2',
      OPEN_METRICS,
    ],
  ])('suits who accepts %s', async (_name, accept, contentType) => {
    const { instance } = await openInstance({});
    expect((await request(instance, accept)).headers.get('content-type')).toBe(contentType);
  });

  it('is each time the one that is asked for, whatever was asked for before', async () => {
    const { instance } = await openInstance({});
    const first = await (await request(instance)).text();
    const open = await (await request(instance, 'application/openmetrics-text')).text();
    const third = await (await request(instance)).text();
    expect(namesIn(third)).toEqual(namesIn(first));
    expect(namesIn(open)).toEqual(namesIn(first).map((name) => name.replace(/_total$/, '')));
  });

  it('has in OpenMetrics families of counters without _total, no empty line, and an end', async () => {
    const { instance } = await openInstance({});
    instance.observe(deliveryRecord());
    const text = await (await request(instance, 'application/openmetrics-text')).text();
    expect(text).toMatch(/\n# EOF\n$/);
    expect(text).not.toContain('\n\n');
    const counters = familiesIn(text).filter(({ type }) => type === 'counter');
    expect(counters.length).toBeGreaterThan(10);
    for (const { name, samples } of counters) {
      expect(name).not.toMatch(/_total$/);
      for (const sample of samples) expect(sample.name).toBe(`${name}_total`);
    }
  });

  it('has names that end in _total for counters alone', async () => {
    const { instance } = await openInstance({});
    const families = familiesIn(await (await request(instance)).text());
    expect(families.filter(({ name, type }) => name.endsWith('_total') !== (type === 'counter'))).toEqual([]);
  });
});

function namesIn(text: string): string[] {
  return familiesIn(text).map(({ name }) => name);
}
