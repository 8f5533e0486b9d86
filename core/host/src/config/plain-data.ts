import { CONFIG_INVALID } from './config-errors.js';
import { foundText } from './found.js';
import { isMapping } from './mapping.js';
import { type ConfigPath, type Problem, pathText, problemAt } from './problem.js';

/** What a program says, as data: a copy that holds nothing a file could not. */
export interface PlainData {
  readonly tree: unknown;
  readonly problems: readonly Problem[];
}

const DATA_EXPECTED = 'expected plain data: texts, numbers, true, false, null, lists and mappings';
const MAPPING_EXPECTED = 'expected a plain object with keys such as plugins and queue';

/**
 * Copies the configuration of a program. Keys whose value is undefined are left out. Whatever a file could not hold is a
 * problem and is left out as well: functions, objects of a class, and what contains itself.
 */
export function plainData(value: unknown): PlainData {
  const problems: Problem[] = [];
  const refuse = (path: ConfigPath, found: string): undefined => {
    const message =
      path.length === 0
        ? `the configuration: found ${found}, ${MAPPING_EXPECTED}`
        : `\`${pathText(path)}\`: found ${found}, ${DATA_EXPECTED}`;
    problems.push(problemAt(CONFIG_INVALID, path, message));
  };

  function copy(at: unknown, path: ConfigPath, around: readonly unknown[]): unknown {
    if (around.includes(at)) return refuse(path, 'something that contains itself');
    if (Array.isArray(at)) return at.map((item, index) => copy(item, [...path, index], [...around, at]));
    if (!isMapping(at)) return isPlain(at) ? at : refuse(path, typeText(at));
    if (!isOfNoClass(at)) return refuse(path, typeText(at));
    const entries = Object.entries(at).flatMap(([key, item]): [string, unknown][] =>
      item === undefined ? [] : [[key, copy(item, [...path, key], [...around, at])]],
    );
    return Object.fromEntries(entries);
  }

  if (!isMapping(value)) {
    refuse([], foundText(value));
    return { tree: {}, problems };
  }
  return { tree: copy(value, [], []) ?? {}, problems };
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}

/** Objects of another realm, such as a test runner's, have a prototype of their own that has none in turn. */
function isOfNoClass(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Its type and nothing of its value, which may be secret. */
function typeText(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value !== 'object' || value === null) return `a ${typeof value}`;
  const name = value.constructor?.name;
  return name === undefined ? 'an object of a class' : `an object of the class ${name}`;
}
