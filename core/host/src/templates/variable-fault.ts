import type { Variable } from 'liquidjs';
import { quoted, type TemplateFault, unknownName } from './template-fault.js';
import { ALL_VARIABLES, type Shape } from './template-variables.js';

/** What Liquid itself puts there: `{% for fact in facts offset: continue %}`. */
const OF_LIQUID: ReadonlySet<unknown> = new Set(['continue']);

/**
 * What is wrong with a variable that a template uses; undefined when nothing is, or when it is known only at run time
 * (`data[kind]`).
 */
export function variableFault(variable: Variable): TemplateFault | undefined {
  const segments = variable.toArray();
  if (OF_LIQUID.has(segments[0])) return undefined;
  let shape = ALL_VARIABLES;
  let owner = '';
  for (const segment of segments) {
    if (Array.isArray(segment)) return undefined;
    const next = step(shape, segment);
    if (next === undefined) {
      const right = namesIn(shape);
      const found = `the variable \`${quoted(variable.toString())}\``;
      return unknownName(found, String(segment), right, `${expectedOf(owner, shape)}${right.join(', ')}`);
    }
    shape = next;
    owner = `${owner}${segmentText(segment, owner === '')}`;
  }
  return undefined;
}

function segmentText(segment: string | number, isFirst: boolean): string {
  if (typeof segment === 'number') return `[${segment}]`;
  return isFirst ? segment : `.${segment}`;
}

const TEXT: Shape = { type: 'text' };

function step(shape: Shape, segment: string | number): Shape | undefined {
  switch (shape.type) {
    case 'open':
      return TEXT;
    case 'fields':
      return Object.hasOwn(shape.fields, segment) ? shape.fields[segment] : undefined;
    case 'list':
      if (segment === 'size') return TEXT;
      return typeof segment === 'number' || segment === 'first' || segment === 'last' ? shape.item : undefined;
    case 'text':
      return segment === 'size' ? TEXT : undefined;
  }
}

function namesIn(shape: Shape): string[] {
  if (shape.type === 'fields') return Object.keys(shape.fields);
  return shape.type === 'list' ? ['first', 'last', 'size'] : ['size'];
}

function expectedOf(owner: string, { type }: Shape): string {
  if (owner === '') return 'one of ';
  if (type === 'list') return `an item of the list \`${owner}\` by its number, or `;
  return type === 'fields' ? `a field of \`${owner}\`: ` : `\`${owner}\` itself, a text, or its `;
}
