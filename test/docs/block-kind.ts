import type { Block } from './pages.js';

/**
 * What a block is, and so what is done with it.
 *
 * | kind | what is done |
 * |---|---|
 * | `configuration` | checked as `headwind-notify check` does, and in force for the commands below it |
 * | `manifest` | read as objects of Kubernetes |
 * | `commands` | run |
 * | `session` | the lines with `$` are run, and print the other lines |
 * | `output` | compared with what the commands before it in the same section printed |
 * | `code` | compiled |
 * | `json` | read; an event is published |
 * | `file` | written to where the commands of the page run |
 * | `illustration` | nothing: it is there to be looked at |
 * | `elsewhere` | nothing here: another test runs it |
 */
export type BlockKind =
  | 'configuration'
  | 'manifest'
  | 'commands'
  | 'session'
  | 'output'
  | 'code'
  | 'json'
  | 'file'
  | 'illustration'
  | 'elsewhere';

/** A whole configuration file, with comments at its head or without. */
const WHOLE_CONFIGURATION = /^(# .*\n)*apiVersion: headwind\.sh\/v1\n/;

const SECTION_OF_CONFIGURATION = /^(server|queue|network|log|plugins):/;

const MANIFEST = /^apiVersion: .+\nkind: .+\n/;

const BY_LANGUAGE: Readonly<Record<string, BlockKind>> = {
  sh: 'commands',
  console: 'session',
  js: 'code',
  ts: 'code',
  json: 'json',
  jsonl: 'json',
};

/** What an author can do who does not know about this test. */
const ADVICE = `Every block of the documentation is held to the truth by test/docs. Give it the language that says what it is
(sh, console, yaml, ts, js, json, jsonl, or text for what commands of the same section print), or say above it
  <!-- test: file NAME -->           it is a file, for the commands that follow on the page
  <!-- test: output -->              what the last commands of the page printed, in a section before
  <!-- test: illustration -->        it is there to be looked at, and nothing can hold it to the truth
  <!-- test: run by test/x.test.ts --> another test runs it, and names this page
  <!-- test: given declare const … --> what the code of the block needs besides`;

/** @param commandsBefore whether its section has commands before it */
export function kindOf(block: Block, commandsBefore: boolean): BlockKind {
  const kind = kindByNote(block) ?? kindByLanguage(block, commandsBefore);
  if (kind !== undefined) return kind;
  throw new Error(`${block.place}: no test knows what this block of "${block.language}" is. ${ADVICE}`);
}

function kindByNote({ note, place }: Block): BlockKind | undefined {
  if (note === '' || note.startsWith('given ')) return undefined;
  if (note === 'illustration' || note === 'output') return note;
  if (/^file \S+$/.test(note)) return 'file';
  if (/^run by \S+$/.test(note)) return 'elsewhere';
  throw new Error(`${place}: <!-- test: ${note} --> says nothing that is understood. ${ADVICE}`);
}

function kindByLanguage({ language, text }: Block, commandsBefore: boolean): BlockKind | undefined {
  if (language === 'yaml') return kindOfYaml(text);
  if (language === 'text') return commandsBefore ? 'output' : undefined;
  if (language === 'json' && commandsBefore) return 'output';
  return BY_LANGUAGE[language];
}

/** What YAML is by its first lines. */
export function kindOfYaml(text: string): BlockKind | undefined {
  if (isWhole(text) || SECTION_OF_CONFIGURATION.test(text)) return 'configuration';
  return MANIFEST.test(text) ? 'manifest' : undefined;
}

/** Whether a configuration is a whole file, and no variation of one. */
export function isWhole(text: string): boolean {
  return WHOLE_CONFIGURATION.test(text);
}
