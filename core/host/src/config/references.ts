import { resolve } from 'node:path';
import { REFERENCE_UNRESOLVED } from './config-errors.js';
import { type ConfigFiles, type FileReading, readConfigFile } from './config-files.js';
import { isMapping } from './mapping.js';
import { type ConfigPath, type Locate, type Problem, pathText, problemAt } from './problem.js';
import { withoutCredentials } from './without-credentials.js';

/** A configuration with its references replaced. */
export interface ResolvedTree {
  readonly tree: unknown;
  readonly problems: readonly Problem[];
  /** What the references stood for. */
  readonly secrets: readonly string[];
  /** The environment variables that are referred to. */
  readonly variables: readonly string[];
  /** The files that are referred to. */
  readonly files: ConfigFiles;
  /** The places of strings with a reference: what is there now must not be shown. */
  readonly places: readonly ConfigPath[];
}

interface Surroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Where relative paths of `${file:…}` begin. */
  readonly folder: string;
  readonly locate: Locate;
}

/** Reads each file once, so that every reference to it stands for the same. */
class ReferencedFiles {
  readonly #readings = new Map<string, Promise<FileReading>>();

  read(path: string): Promise<FileReading> {
    const reading = this.#readings.get(path) ?? readConfigFile(path);
    this.#readings.set(path, reading);
    return reading;
  }

  async states(): Promise<ConfigFiles> {
    const states = [...this.#readings].map(async ([path, reading]) => [path, (await reading).state] as const);
    return new Map(await Promise.all(states));
  }
}

/** `$${` stands for itself without the first dollar; a reference without its closing brace is matched to report it. */
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;

/**
 * Replaces `${env:NAME}` and `${file:/path}` in every string value; of a file, without the newline at its end. What is
 * not set, empty or unreadable stays as it is written and is a problem.
 */
export async function resolveReferences(tree: unknown, surroundings: Surroundings): Promise<ResolvedTree> {
  const problems: Problem[] = [];
  const secrets: string[] = [];
  const variables: string[] = [];
  const places: ConfigPath[] = [];
  const files = new ReferencedFiles();

  async function resolveString(text: string, path: ConfigPath): Promise<string> {
    let result = '';
    let end = 0;
    for (const match of text.matchAll(REFERENCE)) {
      result += text.slice(end, match.index);
      end = match.index + match[0].length;
      const [written, name] = match;
      if (name === undefined) {
        result += '${';
        continue;
      }
      places.push(path);
      if (name.startsWith('env:')) variables.push(name.slice('env:'.length));
      const found = match[2] === '' ? problem('has no closing brace') : await lookUp(name, surroundings, files);
      if (typeof found !== 'string') {
        const message = `\`${pathText(path)}\`: \`${withoutCredentials(written)}\` ${found.problem}`;
        problems.push(problemAt(REFERENCE_UNRESOLVED, path, message, surroundings.locate(path)));
      } else {
        secrets.push(found);
      }
      result += typeof found === 'string' ? found : written;
    }
    return result + text.slice(end);
  }

  async function walk(value: unknown, path: ConfigPath): Promise<unknown> {
    if (typeof value === 'string') return resolveString(value, path);
    if (Array.isArray(value)) return Promise.all(value.map((item, index) => walk(item, [...path, index])));
    if (!isMapping(value)) return value;
    const entries = Object.entries(value).map(async ([key, item]) => [key, await walk(item, [...path, key])] as const);
    return Object.fromEntries(await Promise.all(entries));
  }

  const resolved = await walk(tree, []);
  return { tree: resolved, problems, secrets, variables, files: await files.states(), places };
}

interface LookUpProblem {
  readonly problem: string;
}

function problem(text: string): LookUpProblem {
  return { problem: text };
}

async function lookUp(
  reference: string,
  { env, folder }: Surroundings,
  files: ReferencedFiles,
): Promise<string | LookUpProblem> {
  const [, type, name = ''] = /^(env|file):(.+)$/s.exec(reference) ?? [];
  if (type === 'env') {
    const value = env[name] ?? '';
    return value === '' ? problem(`names an environment variable that is ${name in env ? 'empty' : 'not set'}`) : value;
  }
  if (type === 'file') {
    const reading = await files.read(resolve(folder, name));
    if (!('text' in reading)) return problem(`names a file that cannot be read (${reading.code})`);
    const value = reading.text.replace(/\r?\n$/, '');
    return value === '' ? problem('names a file that is empty') : value;
  }
  return problem(`is no reference: expected \${env:NAME} or \${file:/path}, or $\${ for a literal \${`);
}
