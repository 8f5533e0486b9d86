import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

const made: string[] = [];

afterAll(() => Promise.all(made.splice(0).map((folder) => rm(folder, { recursive: true, force: true }))));

/** A new folder that is gone when the tests of the file are over. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-queue-'));
  made.push(folder);
  return folder;
}

/** Where a queue file may be made, in a folder of its own. */
export async function tempFile(): Promise<string> {
  return join(await tempFolder(), 'queue.db');
}
