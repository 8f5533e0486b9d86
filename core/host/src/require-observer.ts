/**
 * Asked of an observer of a program before anything is observed.
 *
 * @throws TypeError where it is no function
 */
export function requireObserver(name: string, observe: unknown): void {
  if (typeof observe === 'function') return;
  const found = observe === null ? 'null' : typeof observe;
  throw new TypeError(`the observer ${JSON.stringify(name)}: found ${found}, expected a function that takes a record`);
}
