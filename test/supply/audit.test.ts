import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { REPOSITORY } from '../house/repository.js';

/** What a registry answers when it is asked for advisories, with 200. */
const NOTHING_KNOWN = {};
const SOMETHING_KNOWN = {
  zod: [{ id: 1, url: 'https://example.com/1', title: 'Denial', severity: 'high', vulnerable_versions: '*' }],
};

describe('npm run audit', () => {
  it('ends with 0 when the registry knows of no vulnerability', async () => {
    const { code, output } = await audit(await registryThatAnswers(200, NOTHING_KNOWN));
    expect(output).toMatch(/^0 of \d+ packages needed at run time have known vulnerabilities\n$/);
    expect(code).toBe(0);
  });

  it('ends with 1 when it knows of one, and says which', async () => {
    const { code, output } = await audit(await registryThatAnswers(200, SOMETHING_KNOWN));
    expect(output).toContain('high: zod: Denial, https://example.com/1\n');
    expect(code).toBe(1);
  });

  it('ends with 2 when it could not be asked, and says why', async () => {
    const { code, output } = await audit(await registryThatAnswers(405, {}));
    expect(output).toMatch(/^The registry could not be asked: 405 /);
    expect(code).toBe(2);
  });
});

async function audit(registry: string): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, [join(REPOSITORY, '.ci/audit.mjs')], {
    cwd: REPOSITORY,
    env: { ...process.env, npm_config_registry: registry },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code, output: stderr + stdout };
}

/** A registry of the running test's own, which answers so whoever asks for advisories, and has no package. */
async function registryThatAnswers(status: number, advisories: object): Promise<string> {
  const server = createServer((request, response) => {
    request.resume();
    const asked = request.method === 'POST';
    response.writeHead(asked ? status : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(asked ? advisories : {}));
  }).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`;
}
