/** What stands in a secret of the pages, by the last part of its name: long enough for every use. */
export function valueOfSecret(name: string): string {
  return `the-secret-value-of-${name.toLowerCase().replaceAll('_', '-')}`;
}
