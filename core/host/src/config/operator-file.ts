import { CONFIG_INVALID } from './config-errors.js';
import { foundText, foundWord } from './found.js';
import { CONFIG_API_VERSION } from './host-schema.js';
import { isMapping, valueAt } from './mapping.js';
import { type Position, problemAt } from './problem.js';
import { yamlDocuments } from './yaml-documents.js';
import { parseYaml, type YamlFile } from './yaml-file.js';

/** The key of the ConfigMap that the operator reads. */
const DATA_KEY = 'notifications.yaml';

const PLACE = ['data', DATA_KEY];

/**
 * The operator's configuration, by itself or as it stands in the manifest of its ConfigMap, also among other manifests; of
 * what stands there, positions point into the manifest.
 *
 * @param file the file's name, for positions
 */
export function parseOperatorFile(file: string, text: string): YamlFile {
  const documents = yamlDocuments(text);
  return documents.length > 1 ? oneOf(file, documents) : parseDocument(file, documents[0] ?? text);
}

/** What the one ConfigMap that has the key says. */
function oneOf(file: string, documents: readonly string[]): YamlFile {
  const read = documents.map((text) => ({ text, ...parseYaml(file, text) }));
  const [first, second] = read.filter(
    ({ tree }) => isMapping(tree) && tree.kind === 'ConfigMap' && valueAt(tree, PLACE) !== undefined,
  );
  if (first !== undefined && second === undefined) return parseDocument(file, first.text);
  const nothing = { tree: undefined, locate: () => undefined };
  if (first !== undefined && second !== undefined) {
    const { line } = first.locate(PLACE, 'key') ?? {};
    const message = `found a second ConfigMap with the key ${DATA_KEY}, expected one: the first has it in line ${line}. Name a file with one of them.`;
    return { ...nothing, problems: [problemAt(CONFIG_INVALID, PLACE, message, second.locate(PLACE, 'key'))] };
  }
  const unreadable = read.filter(({ tree }) => tree === undefined).flatMap(({ problems }) => problems);
  const message = `found ${documents.length} documents, expected one of them to be a ConfigMap with the key ${DATA_KEY}. Name a file that has it, or the operator's ${DATA_KEY} by itself.`;
  const problem = problemAt(CONFIG_INVALID, [], message, { file, line: 1, column: 1 });
  return { ...nothing, problems: unreadable.length > 0 ? unreadable : [problem] };
}

function parseDocument(file: string, text: string): YamlFile {
  const outer = parseYaml(file, text);
  const { problems } = outer;
  if (!isMapping(outer.tree) || outer.tree.apiVersion === undefined) return outer;
  const { apiVersion, kind } = outer.tree;
  if (kind !== 'ConfigMap') {
    const hint = apiVersion === CONFIG_API_VERSION ? '; --config and HEADWIND_CONFIG take a headwind.yaml' : '';
    const message = `found a file of apiVersion ${foundText(apiVersion)}, expected the operator's ${DATA_KEY} or the manifest of its ConfigMap${hint}`;
    const problem = problemAt(CONFIG_INVALID, ['apiVersion'], message, outer.locate(['apiVersion']));
    return { ...outer, tree: undefined, problems: [...problems, problem] };
  }
  const inner = valueAt(outer.tree, PLACE);
  const at = outer.locate(PLACE);
  if (typeof inner !== 'string') {
    const problem = problemAt(CONFIG_INVALID, PLACE, `\`data["${DATA_KEY}"]\`: ${notText(outer.tree, inner)}`, at);
    return { ...outer, tree: undefined, problems: [...problems, problem] };
  }
  const { locate, ...parsed } = parseYaml(file, inner);
  const outward = (position: Position | undefined) => position && at && inManifest(position, at, { text, inner });
  return {
    tree: parsed.tree,
    problems: [
      ...problems,
      ...parsed.problems.map(({ position, ...problem }) => {
        const moved = outward(position);
        return { ...problem, ...(moved !== undefined && { position: moved }) };
      }),
    ],
    locate: (path, part) => outward(locate(path, part)),
  };
}

function notText({ data }: { readonly data?: unknown }, inner: unknown): string {
  if (inner !== undefined && inner !== null) {
    return `found ${foundText(inner)}, expected a text: put a | behind the key, and the configuration below it`;
  }
  const keys = isMapping(data) ? Object.keys(data).map(foundWord) : [];
  return `missing; expected the operator's configuration${keys.length === 0 ? '' : `; found ${keys.join(', ')}`}`;
}

/**
 * A place in the text of the ConfigMap as a place in the manifest. The lines of a block literal (`|`) stand there as they are,
 * indented; for any other way to write a text it is the key's value as a whole.
 */
function inManifest(
  { file, line, column }: Position,
  value: Position,
  { text, inner }: { readonly text: string; readonly inner: string },
): Position {
  const outerLines = text.split('\n');
  if (!outerLines[value.line - 1]?.slice(value.column - 1).startsWith('|')) return value;
  const innerLines = inner.split('\n');
  const outerLine = (index: number): string => (outerLines[value.line + index] ?? '').replace(/\r$/, '');
  const filled = innerLines.findIndex((each) => each !== '');
  const indent = outerLine(filled).length - (innerLines[filled] ?? '').length;
  return { file, line: value.line + line, column: Math.max(column + indent, 1) };
}
