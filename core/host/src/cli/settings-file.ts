import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { messageOf } from '@headwind/bus/coded-error';
import { parse } from 'yaml';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

/** The `config` of one instance by itself, as YAML or JSON. References to variables and files stay as they stand there. */
export async function settingsFromFile(file: string, { cwd }: Pick<Terminal, 'cwd'>): Promise<unknown> {
  const text = await readFile(resolve(cwd, file), 'utf8').catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${messageOf(error)}`);
  });
  try {
    return parse(text) ?? {};
  } catch (error) {
    throw new UsageError(`${file} is neither YAML nor JSON: ${messageOf(error).split('\n', 1)[0]}`);
  }
}
