const WHOLE = new Intl.NumberFormat('en');

/** A number with its thousands apart: `10,000`. */
export function numberText(count: number): string {
  return WHOLE.format(count);
}

/** So many dead letters: `1 dead letter`, `10,000 dead letters`. */
export function deadLettersText(count: number): string {
  return `${numberText(count)} dead letter${count === 1 ? '' : 's'}`;
}
