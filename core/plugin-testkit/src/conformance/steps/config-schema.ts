import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

export const configSchemaStep: ConformanceStep = {
  name: 'configSchema is the schema of the configuration',
  kinds: EVERY_KIND,
  async run(subject) {
    // As it comes out of a file: without what JSON cannot say.
    const expected: unknown = JSON.parse(JSON.stringify(await subject.jsonSchema()));
    const { configSchema } = await subject.manifest();
    if (configSchema === undefined) throw new NotApplicable('the manifest names no "configSchema"');
    const file = join(subject.folder, configSchema);
    const found = await readJson(file);
    if (isDeepStrictEqual(found, expected)) return;
    throw new ConformanceFault(
      `${file} is not the JSON Schema that the plugin's configuration has now.`,
      `Write it anew after each build: headwind-plugin-schema ${subject.folder}`,
    );
  },
};

async function readJson(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ConformanceFault(
      `${file}, which "headwind.configSchema" of package.json names, cannot be read: ${firstLine(error)}.`,
      'Write it with headwind-plugin-schema, of @headwind/plugin-testkit, and publish it with the package.',
    );
  }
}
