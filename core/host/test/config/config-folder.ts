import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { type LoadConfigOptions, type LoadedConfig, loadConfig } from '../../src/config/load-config.js';

/** A working directory of its own, removed after the test, with these files in it. */
export async function configFolder(files: Readonly<Record<string, string>> = {}): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-config-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  return folder;
}

/** Loads a configuration file of this text, in a folder of its own. */
export async function loadText(text: string, options: Partial<LoadConfigOptions> = {}): Promise<LoadedConfig> {
  const cwd = await configFolder({ 'headwind.yaml': text });
  return loadConfig({ env: {}, cwd, ...options });
}

/** Each problem as `line:column CODE message`; where it has no place, its variable or flag instead. */
export function told({ problems }: Pick<LoadedConfig, 'problems'>): string[] {
  return problems.map(({ code, message, path, position }) => {
    const place = position === undefined ? path[0] : `${position.line}:${position.column}`;
    return `${place} ${code} ${message}`;
  });
}

/** The configuration of a file that must be right. */
export function right(loaded: LoadedConfig): NonNullable<LoadedConfig['config']> {
  if (loaded.config === undefined) throw new Error(told(loaded).join('\n'));
  return loaded.config;
}

export const HEAD = 'apiVersion: headwind.sh/v1\n';
