import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import { CONFIG_SYNTAX, INSTANCE_NAME_TAKEN } from './config-errors.js';
import { foundWord } from './found.js';
import { type ConfigPath, type Locate, type Position, type Problem, problemAt } from './problem.js';

/** A configuration file as YAML. */
export interface YamlFile {
  /** What it says; undefined when it cannot be read, null when it is empty. */
  readonly tree: unknown;
  readonly problems: readonly Problem[];
  readonly locate: Locate;
}

/** @param file the file's name, for positions */
export function parseYaml(file: string, text: string): YamlFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: false });
  const positionAt = (offset: number): Position => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const problem = (offset: number, message: string): Problem =>
    problemAt(CONFIG_SYNTAX, [], message, positionAt(offset));
  const locate: Locate = (path, part = 'value') => positionAt(offsetOf(document, path, part));

  const unreadable = [
    ...syntaxErrors(document).map((error) => ({
      ...problem(error.pos[0], sentence(error)),
      ...(WANT_QUOTES.includes(error.code) && { remedy: QUOTES }),
    })),
    ...brokenAliases(document, problem),
    ...badKeys(document, problem),
  ];
  if (unreadable.length > 0) return { tree: undefined, problems: unreadable, locate };
  const problems = duplicateKeys(document, positionAt);
  try {
    const tree: unknown = document.toJS();
    return { tree, problems, locate };
  } catch (error) {
    // The library's guard against aliases that multiply without end.
    if (!(error instanceof ReferenceError)) throw error;
    return { tree: undefined, problems: [...problems, problem(0, 'too many aliases; write the values out')], locate };
  }
}

/** What brackets come to, and what a colon does, such as those of `:rocket:`. */
const WANT_QUOTES = ['UNEXPECTED_TOKEN', 'BLOCK_AS_IMPLICIT_KEY'];

const QUOTES = 'If it is a value with brackets, braces or a colon in it, put quotes around the whole value.';

/** Once the parser has lost its way it calls every further token unexpected: those errors are consequences. */
function syntaxErrors(document: Document): readonly YAMLError[] {
  const errors = [...document.errors, ...document.warnings].toSorted((one, other) => one.pos[0] - other.pos[0]);
  const consequence = (error: YAMLError): boolean => error.message.includes(' token in YAML stream');
  return errors.filter((error, index) => index === 0 || !consequence(error));
}

/** The library's words, without the text some of them quote at the end, which may be a secret, and without its API. */
function sentence(error: YAMLError): string {
  if (error.code === 'MULTIPLE_DOCS') return 'found a second document, expected one';
  return error.message.replace(/: ".*$/s, '');
}

function brokenAliases(document: Document, problem: (offset: number, message: string) => Problem): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Alias: (_key, alias, ancestors) => {
      const target = alias.resolve(document);
      const offset = alias.range?.[0] ?? 0;
      if (target === undefined) problems.push(problem(offset, `unknown alias \`*${foundWord(alias.source)}\``));
      else if (ancestors.includes(target))
        problems.push(problem(offset, `\`*${foundWord(alias.source)}\` contains itself`));
    },
  });
  return problems;
}

/** Keys that no mapping of plain text to values can hold. */
function badKeys(document: Document, problem: (offset: number, message: string) => Problem): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Pair: (_key, pair) => {
      if (isScalar(pair.key) && pair.key.value !== '__proto__') return;
      problems.push(
        problem(keyOffset(pair) ?? 0, `\`${foundWord(keyText(pair))}\` cannot be a key; expected plain text`),
      );
    },
  });
  return problems;
}

const ONE_OF_THEM = 'Take one of them out, or give it another name.';

/** Told here rather than by the library, to say where the key stood first, and to check the rest of the file as well. */
function duplicateKeys(document: Document, positionAt: (offset: number) => Position): Problem[] {
  const problems: Problem[] = [];
  visit(document, {
    Map: (_key, map, ancestors) => {
      const areInstances = isInstances(ancestors);
      const first = new Map<string, number>();
      for (const pair of map.items) {
        const offset = keyOffset(pair) ?? 0;
        const earlier = first.get(keyText(pair));
        if (earlier === undefined) {
          first.set(keyText(pair), offset);
          continue;
        }
        const { line } = positionAt(earlier);
        const at = positionAt(offset);
        problems.push(areInstances ? nameTaken(pair, line, at) : duplicateKey(pair, line, at));
      }
    },
  });
  return problems;
}

function duplicateKey(pair: Pair, line: number, at: Position): Problem {
  const message = `duplicate key \`${foundWord(keyText(pair))}\`; it stands in line ${line} already`;
  return { ...problemAt(CONFIG_SYNTAX, [], message, at), remedy: ONE_OF_THEM };
}

function nameTaken(pair: Pair, line: number, at: Position): Problem {
  const use = isMap(pair.value) ? pair.value.get('use') : undefined;
  const of = typeof use === 'string' ? ` of "${foundWord(use)}"` : '';
  const message = `found a second instance \`${foundWord(keyText(pair))}\`${of}; the first stands in line ${line}`;
  return { ...problemAt(INSTANCE_NAME_TAKEN, [], message, at), remedy: INSTANCE_NAME_TAKEN.remedy };
}

/** Whether it is the mapping below `plugins`, the keys of which are the names of instances. */
function isInstances(ancestors: readonly unknown[]): boolean {
  const parent = ancestors.at(-1);
  return ancestors.length === 3 && isPair(parent) && keyText(parent) === 'plugins';
}

function offsetOf(document: Document, path: ConfigPath, part: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = isNode(node) ? (node.range?.[0] ?? 0) : 0;
  for (const segment of path) {
    const parent = isAlias(node) ? node.resolve(document) : node;
    if (isMap(parent)) {
      const pair = parent.items.findLast((each) => keyText(each) === String(segment));
      if (pair === undefined) return offset;
      offset = keyOffset(pair) ?? offset;
      node = pair.value;
    } else if (isSeq(parent) && typeof segment === 'number' && segment < parent.items.length) {
      node = parent.items[segment];
      offset = isNode(node) ? (node.range?.[0] ?? offset) : offset;
    } else {
      return offset;
    }
  }
  return part === 'value' ? (valueOffset(node) ?? offset) : offset;
}

/** Of values that begin on the line of their key. */
function valueOffset(node: unknown): number | undefined {
  if (isScalar(node)) return node.source === '' ? undefined : node.range?.[0];
  if (isAlias(node)) return node.range?.[0];
  return (isMap(node) || isSeq(node)) && node.flow === true ? node.range?.[0] : undefined;
}

function keyOffset(pair: Pair): number | undefined {
  return isNode(pair.key) ? pair.key.range?.[0] : undefined;
}

function keyText(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value ?? '') : String(pair.key);
}
