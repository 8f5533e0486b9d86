import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { curlExample } from '../../src/cli/welcome.js';
import { runServer } from '../http/running-server.js';

/** The arguments curl would get: a shell reads the command as it would be pasted, with a function in curl's place. */
async function argumentsOf(command: string, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
  const printing = `curl() { printf '%s\\0' "$@"; }\n${command}\n`;
  const { stdout } = await promisify(execFile)('/bin/sh', ['-c', printing], { env });
  return stdout.split('\0').slice(0, -1);
}

describe('the curl example', () => {
  it('posts the specification’s example to the address, as a shell reads it', async () => {
    const { url, intake } = await runServer();
    const [target = '', ...rest] = await argumentsOf(curlExample(url));
    expect(target).toBe(`${url}/v1/events`);
    expect(rest).toEqual(['-H', 'content-type: application/json', '-d', expect.any(String)]);
    const body = rest[3] ?? '';
    expect(JSON.parse(body)).toEqual(EXAMPLE_PAYLOAD);
    const reply = await fetch(target, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
    expect(reply.status).toBe(202);
    expect(intake.published).toHaveLength(1);
  });

  it('takes the token, where one is needed, from the environment of the shell', async () => {
    const command = curlExample('http://127.0.0.1:8080', true);
    const words = await argumentsOf(command, { HEADWIND_TOKEN: 'a token' });
    expect(words).toContain('authorization: Bearer a token');
    expect(command).not.toContain('a token');
  });

  it.each([
    ['http://[::]:8080', 'http://localhost:8080/v1/events'],
    ['http://0.0.0.0:8080', 'http://localhost:8080/v1/events'],
    ['http://[::1]:8080', 'http://[::1]:8080/v1/events'],
    ['http://10.0.0.7:9', 'http://10.0.0.7:9/v1/events'],
  ])('for %s posts to %s', async (address, target) => {
    expect((await argumentsOf(curlExample(address)))[0]).toBe(target);
  });
});
