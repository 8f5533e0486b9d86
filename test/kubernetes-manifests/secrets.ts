import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { MANIFESTS } from './rendered.js';

const text = z.string();

const secret = z.strictObject({
  apiVersion: z.literal('v1'),
  kind: z.literal('Secret'),
  metadata: z.strictObject({ name: text, namespace: text }),
  stringData: z.record(text, text),
});

/** The Secrets of `secrets.example.yaml`: those that people make before they apply. */
export const EXAMPLES: readonly z.output<typeof secret>[] = parseAllDocuments(
  readFileSync(join(MANIFESTS, 'secrets.example.yaml'), 'utf8'),
).map((document) => secret.parse(document.toJS()));

/** The keys of each, by its name. */
export const SECRETS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  EXAMPLES.map(({ metadata, stringData }) => [metadata.name, Object.keys(stringData)]),
);
