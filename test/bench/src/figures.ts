export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** @param percent from 0 to 100 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}

export function perSecond(count: number, ms: number): number {
  return (count / ms) * 1000;
}

export function shown(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** One comparison of ours with the bare tool: each run's figures, and the ratio of their medians. */
export function printComparison(title: string, raw: readonly number[], ours: readonly number[]): void {
  const ratio = median(ours) / median(raw);
  process.stdout.write(`${title}\n`);
  process.stdout.write(`  bare   ${shown(median(raw)).padStart(10)} /s   (${raw.map(shown).join(', ')})\n`);
  process.stdout.write(`  ours   ${shown(median(ours)).padStart(10)} /s   (${ours.map(shown).join(', ')})\n`);
  process.stdout.write(`  ratio  ${ratio.toFixed(2).padStart(10)}\n\n`);
}
