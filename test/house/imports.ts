/**
 * `import … from 'x'`, `import 'x'` and `export … from 'x'`, at the beginning of a line, where the formatter puts every
 * statement of a module.
 */
const STATEMENT = /^(?:import|export)\s*(?:[\w$\s{},*]+\sfrom\s*)?['"]([^'"]+)['"]/gm;

/** `import('x')`, as an expression or a type, `require('x')`, and `createRequire(import.meta.url)('x')`. */
const CALL = /\b(?:import|require|createRequire\([^()]*\))\(\s*['"`]([^'"`$]+)['"`]\s*\)/g;

/** `export * from 'x'`, under a name or not. */
const EVERYTHING = /^export\s*\*/m;

/** What a module imports, as it is written there. */
export function importsOf(text: string): string[] {
  const found = [...text.matchAll(STATEMENT), ...text.matchAll(CALL)].map(([, specifier = '']) => specifier);
  return [...new Set(found)];
}

export function exportsEverything(text: string): boolean {
  return EVERYTHING.test(text);
}

/** `@headwind/bus` of `@headwind/bus/queue`; undefined for a relative path and for what Node has built in. */
export function packageOf(specifier: string): string | undefined {
  if (specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('node:')) return undefined;
  const [first = '', second = ''] = specifier.split('/');
  return first.startsWith('@') ? `${first}/${second}` : first;
}
