import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openSqliteStorage } from '@headwind/queue-sqlite';
import { expect, it } from 'vitest';
import { listAll } from './list-all.js';
import { tempFile } from './temp-folder.js';

const PROGRAM = fileURLToPath(new URL('./fixtures/publish-and-settle.mjs', import.meta.url));

/** Runs the program until it has said so many lines, kills it, and gives the lines it had said. */
async function runAndKill(path: string, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [PROGRAM, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  expect(await exited).toEqual([null, 'SIGKILL']);
  return said;
}

it('loses nothing it acknowledged when its process is killed, however often', async () => {
  const path = await tempFile();
  const said: string[] = [];
  for (const lines of [1, 300, 57, 1_000]) said.push(...(await runAndKill(path, lines)));
  const published = said.filter((line) => line.startsWith('published ')).map((line) => line.slice(10));
  const settled = said.filter((line) => line.startsWith('settled ')).map((line) => line.slice(8));
  expect(settled.length).toBeGreaterThan(0);

  const { queue } = await openSqliteStorage({ path, maxPending: 1_000_000, retentionMs: 3_600_000 });
  const states = new Map((await listAll(queue)).map(({ id, state }) => [id, state]));
  const lost = published.flatMap((id) => [`${id}/chat`, `${id}/pager`]).filter((id) => !states.has(id));
  expect(lost).toEqual([]);
  expect(settled.filter((id) => states.get(id) !== 'delivered')).toEqual([]);
  const pending = [...states.values()].filter((state) => state === 'pending').length;
  expect(await queue.depth()).toMatchObject({ pending, dead: 0 });
  await queue.close();
});
