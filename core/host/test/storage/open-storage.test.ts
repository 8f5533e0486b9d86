import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { configFolder, HEAD } from '../config/config-folder.js';

const HOOKS = `
  import { writeSync } from 'node:fs';
  export async function resolve(specifier, context, next) {
    const resolved = await next(specifier, context);
    const [found] = /queue-(?:sqlite|nats)|@nats-io|libsql/.exec(resolved.url) ?? [];
    if (found !== undefined) writeSync(1, found + '\\\\n');
    return resolved;
  }`;

const SCRIPT = `
  import { register } from 'node:module';
  register('data:text/javascript,' + encodeURIComponent(\`${HOOKS}\`));
  const { createHost, checkHost } = await import('@headwind/host/host');
  const options = { env: {}, cwd: process.argv[1], logOutput: { write: () => undefined } };
  if (process.argv[2] === 'check') await checkHost(options);
  else await (await createHost(options)).stop();`;

/** What of queues a host loads that is made and stopped again, or only checked. */
async function loadedFor(queue: string, command: 'check' | 'make'): Promise<readonly string[]> {
  const folder = await configFolder({ 'headwind.yaml': `${HEAD}queue: ${queue}\n` });
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--input-type=module', '--eval', SCRIPT, folder, command],
    { cwd: import.meta.dirname },
  );
  return [...new Set(stdout.split('\n'))].filter((name) => name !== '').toSorted();
}

it('a host on a queue file loads nothing of NATS, and one on NATS nothing of SQLite', async () => {
  expect(await loadedFor('{ type: sqlite }', 'make')).toEqual(['queue-sqlite']);
  expect(await loadedFor('{ type: nats, servers: "nats://127.0.0.1:9" }', 'make')).toEqual(['@nats-io', 'queue-nats']);
});

it('checking a configuration loads no queue, so it connects to none', async () => {
  expect(await loadedFor('{ type: sqlite }', 'check')).toEqual([]);
  expect(await loadedFor('{ type: nats, servers: "nats://127.0.0.1:9" }', 'check')).toEqual([]);
});
