import { type CodeBlock, codeBlocksOf } from '../house/markdown.js';
import { repositoryFiles } from '../house/repository.js';

/** A block of a page, and where it stands. */
export interface Block extends CodeBlock {
  /** `docs/how-to/slack.md:48` */
  readonly place: string;
}

/** A page whose blocks are held to the truth. */
export interface Page {
  /** From the top of the repository. */
  readonly path: string;
  readonly text: string;
  readonly blocks: readonly Block[];
  /** The test that runs the whole page, where it says `<!-- test: page run by … -->`. */
  readonly runBy: string | undefined;
}

const PAGES = /^(README|CONTRIBUTING|SECURITY)\.md$|^docs\/.+\.md$|^(core|plugins)\/[^/]+\/README\.md$/;

/** Everything that is written for readers. The pages of a plugin that is yet to be written have a test of their own. */
export async function documentedPages(): Promise<Page[]> {
  const files = await repositoryFiles((path) => PAGES.test(path));
  return files.map(({ path, text }) => ({
    path,
    text,
    blocks: codeBlocksOf(text).map((block) => ({ ...block, place: `${path}:${block.line}` })),
    runBy: /^<!-- test: page run by (\S+) -->$/m.exec(text)?.[1],
  }));
}
