import { nearestName } from '@headwind/bus/nearest-name';
import type { SchemaIssue } from '@headwind/plugin-api';
import { isClosedAt, type JsonSchema, keysAt } from '@headwind/plugin-loader/json-schema';
import { CONFIG_INVALID } from './config-errors.js';
import { foundWord } from './found.js';
import { type ConfigPath, type Locate, type Problem, pathText, problemAt } from './problem.js';

/**
 * A schema's issues as problems of the configuration (`CONFIG_INVALID`), each with its place in the file. A key that
 * nobody knows becomes a problem of its own that names the nearest right one.
 *
 * Messages are the schema's own: whoever validates what holds secrets blanks them out of the result.
 *
 * @param basePath where the validated value stands in the configuration
 * @param jsonSchema of the same value; without it there are no hints
 */
export function issuesToProblems(
  issues: readonly SchemaIssue[],
  basePath: ConfigPath,
  jsonSchema: JsonSchema | undefined,
  locate: Locate,
): Problem[] {
  const schema = jsonSchema ?? {};
  const unknownKey = (parent: ConfigPath, key: string): Problem => {
    const place = [...basePath, ...parent];
    const where = place.length === 0 ? '' : ` in \`${pathText(place)}\``;
    const message = `unknown key \`${foundWord(key)}\`${where}${hint(key, keysAt(schema, parent))}`;
    return problemAt(CONFIG_INVALID, [...place, key], message, locate([...place, key], 'key'));
  };
  return issues.flatMap(narrowed).flatMap((issue) => {
    const path = pathOf(issue);
    const keys = unrecognizedKeys(issue);
    if (keys.length > 0) return keys.map((key) => unknownKey(path, key));
    const parent = path.slice(0, -1);
    const last = path.at(-1);
    if (typeof last === 'string' && isClosedAt(schema, parent) && !keysAt(schema, parent).includes(last)) {
      return [unknownKey(parent, last)];
    }
    const place = [...basePath, ...path];
    const message = place.length === 0 ? issue.message : `\`${pathText(place)}\`: ${issue.message}`;
    return [problemAt(CONFIG_INVALID, place, message, locate(place))];
  });
}

function hint(key: string, known: readonly string[]): string {
  const nearest = nearestName(key, known);
  if (nearest !== undefined) return `; did you mean \`${nearest}\`?`;
  return known.length === 0 ? '' : `; known are ${known.join(', ')}`;
}

function pathOf(issue: SchemaIssue): (string | number)[] {
  return (issue.path ?? []).map((segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    return typeof key === 'symbol' ? String(key) : key;
  });
}

/** Zod reports all unknown keys of a mapping in one issue. */
function unrecognizedKeys(issue: SchemaIssue): string[] {
  const keys = 'keys' in issue && Array.isArray(issue.keys) ? issue.keys : [];
  return keys.filter((key) => typeof key === 'string');
}

/**
 * Zod reports a failed union as one issue without detail. Where only one alternative is of the right type at all, its
 * own issues say what is wrong.
 */
function narrowed(issue: SchemaIssue): SchemaIssue[] {
  const branches: unknown[] = 'errors' in issue && Array.isArray(issue.errors) ? issue.errors : [];
  const [branch, ...others] = branches
    .map((each) => (Array.isArray(each) ? each.filter(isIssue) : []))
    .filter((each) => each.length > 0 && !each.some(isWrongType));
  if (branch === undefined || others.length > 0) return [issue];
  return branch.flatMap((each) => narrowed({ ...each, path: [...(issue.path ?? []), ...(each.path ?? [])] }));
}

function isIssue(value: unknown): value is SchemaIssue {
  return typeof value === 'object' && value !== null && 'message' in value && typeof value.message === 'string';
}

function isWrongType(issue: SchemaIssue): boolean {
  return (issue.path ?? []).length === 0 && 'code' in issue && issue.code === 'invalid_type';
}
