import { CONFIG_API_VERSION } from './host-schema.js';
import { isMapping } from './mapping.js';
import { plainData } from './plain-data.js';
import type { Locate } from './problem.js';
import type { ReadSource } from './read-source.js';
import { resolveReferences } from './references.js';
import { withoutEmptyKeys } from './source.js';

const NOWHERE: Locate = () => undefined;

/**
 * What a program that embeds the host says as an object, in place of a file; it may leave out its version.
 *
 * @param env where references are looked up
 * @param folder where relative paths begin
 */
export async function fromProgram(given: unknown, env: NodeJS.ProcessEnv, folder: string): Promise<ReadSource> {
  const { tree, problems } = plainData(given);
  const said = withoutEmptyKeys(tree);
  const written = isMapping(said) ? { apiVersion: CONFIG_API_VERSION, ...said } : said;
  const resolved = await resolveReferences(written, { env, folder, locate: NOWHERE });
  return {
    source: {
      origin: { type: 'program' },
      written,
      tree: resolved.tree,
      references: resolved.places,
      locate: NOWHERE,
      attribute: (problem) => problem,
    },
    problems: [...problems, ...resolved.problems],
    warnings: [],
    secrets: resolved.secrets,
    folder,
    files: resolved.files,
  };
}
