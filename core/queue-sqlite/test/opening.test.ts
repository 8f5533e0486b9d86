import { execFile, spawnSync } from 'node:child_process';
import { chmod, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { openSqliteStorage, type SqliteStorage } from '@headwind/queue-sqlite';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openDatabase, SCHEMA_VERSION } from '../src/schema.js';
import { publicationOf } from './sample-events.js';
import { tempFile, tempFolder } from './temp-folder.js';

const OPEN = fileURLToPath(new URL('./fixtures/open.mjs', import.meta.url));
const NOBODY = 65_534;

function open(path: string): Promise<SqliteStorage> {
  return openSqliteStorage({ path, maxPending: 10, retentionMs: 1_000 });
}

async function openInProcess(path: string, options: { readonly uid?: number } = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [OPEN, path], options);
  return stdout;
}

describe('a queue file that is open', () => {
  it('is refused to another process with QUEUE_LOCKED, which names it, until it is closed', async () => {
    const path = await tempFile();
    const { queue } = await open(path);
    const answer = await openInProcess(path);
    expect(answer).toContain('QUEUE_LOCKED');
    expect(answer).toContain(path);
    await queue.publish([publicationOf('web')]);
    await queue.close();
    expect(await openInProcess(path)).toBe('opened\n');
  });

  it('is refused to the same process', async () => {
    const path = await tempFile();
    const { queue } = await open(path);
    await expect(open(path)).rejects.toMatchObject({ code: 'QUEUE_LOCKED' });
    await queue.close();
  });
});

describe('a queue file', () => {
  it('is made with the folders it is to stand in', async () => {
    const path = join(await tempFolder(), 'not', 'there', 'queue.db');
    const { queue } = await open(path);
    expect(await queue.publish([publicationOf('web')])).toEqual(['stored']);
    await queue.close();
  });

  it('is written ahead and synchronised with every commit', async () => {
    const database = openDatabase(await tempFile());
    expect(database.prepare('pragma journal_mode').all()).toEqual([{ journal_mode: 'wal' }]);
    expect(database.prepare('pragma synchronous').all()).toEqual([{ synchronous: 2 }]);
    database.close();
  });

  it('of a newer version is refused with QUEUE_VERSION_UNSUPPORTED and left as it is', async () => {
    const path = await tempFile();
    const { queue } = await open(path);
    await queue.close();
    const database = new Database(path);
    database.exec(`pragma user_version = ${SCHEMA_VERSION + 1}`);
    database.close();
    const refusal = {
      code: 'QUEUE_VERSION_UNSUPPORTED',
      message: expect.stringContaining(`version ${SCHEMA_VERSION + 1}`),
    };
    await expect(open(path)).rejects.toMatchObject(refusal);
    await expect(open(path)).rejects.toMatchObject(refusal);
  });

  it.each([
    ['a text', 'This is not a database. '.repeat(100)],
    ['a truncated database', 'SQLite format 3\0 and then nothing that makes sense '.repeat(100)],
  ])('that is %s is refused with QUEUE_DAMAGED', async (_, content) => {
    const path = await tempFile();
    await writeFile(path, content);
    await expect(open(path)).rejects.toMatchObject({ code: 'QUEUE_DAMAGED', message: expect.stringContaining(path) });
  });

  it('that is the database of something else is refused with QUEUE_DAMAGED', async () => {
    const path = await tempFile();
    const database = new Database(path);
    database.exec('create table recipes (name text)');
    database.close();
    await expect(open(path)).rejects.toMatchObject({ code: 'QUEUE_DAMAGED' });
  });

  it('that is a folder is refused with QUEUE_UNAVAILABLE', async () => {
    await expect(open(await tempFolder())).rejects.toMatchObject({ code: 'QUEUE_UNAVAILABLE' });
  });

  it('whose folder cannot be made is refused with QUEUE_UNAVAILABLE', async () => {
    const file = await tempFile();
    await writeFile(file, '');
    await expect(open(join(file, 'queue.db'))).rejects.toMatchObject({
      code: 'QUEUE_UNAVAILABLE',
      message: expect.stringContaining(file),
    });
  });
});

describe('a queue file without the right to write', () => {
  // Rights do not bind root, who runs these as nobody, provided that nobody may read the program.
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: NOBODY } : {};
  const canRun = spawnSync(process.execPath, ['--check', OPEN], user).status === 0;

  it.runIf(canRun)('is refused with QUEUE_UNAVAILABLE', async () => {
    const path = await tempFile();
    const { queue } = await open(path);
    await queue.close();
    await chmod(path, 0o444);
    await chmod(dirname(path), 0o755);
    expect(await openInProcess(path, user)).toContain('QUEUE_UNAVAILABLE');
  });

  it.runIf(canRun)('is refused with QUEUE_UNAVAILABLE when its folder is read-only', async () => {
    const path = await tempFile();
    await chmod(dirname(path), 0o555);
    expect(await openInProcess(path, user)).toContain('QUEUE_UNAVAILABLE');
    await chmod(dirname(path), 0o755);
  });
});
