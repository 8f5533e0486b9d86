import { describe, expect, it } from 'vitest';
import { metricsIn } from './expression.js';

describe('the metrics of an expression', () => {
  it.each([
    ['rate(failed_total[5m]) > 0', ['failed_total']],
    ['sum by (job, le) (rate(a_bucket{job="x", y=~"sum or b"}[5m])) / on (job) group_left (z) b', ['a_bucket', 'b']],
    ['up{job="headwind"} == 0 or absent(up{job="headwind"})', ['up']],
    ['a unless ignoring (state) b{state="x"} == 1', ['a', 'b']],
    ['channel:made:rate5m offset 5m and time() - c > 1e3', ['channel:made:rate5m', 'c']],
    ['histogram_quantile(0.99, sum without (x) (a_bucket))', ['a_bucket']],
  ])('are found: %s', (expression, names) => {
    expect(metricsIn(expression)).toEqual(names);
  });
});
