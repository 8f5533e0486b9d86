import { describe, expect, it } from 'vitest';
import { configFolder, HEAD } from '../config/config-folder.js';
import { runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

/** A host that lives. */
async function aliveHost() {
  const host = await runApi();
  host.api.answer('GET /healthz', { status: 'alive' });
  return host;
}

describe('health', () => {
  it('asks where the configuration has the host listen', async () => {
    const { url, port } = await aliveHost();
    const cwd = await configFolder({ 'headwind.yaml': `${HEAD}server: { listen: "127.0.0.1:${port}" }\n` });
    const terminal = new FakeTerminal({ cwd });
    expect(await run('health', terminal)).toBe(0);
    expect(terminal.out).toBe(`${url} is alive\n`);
  });

  it('takes the address of the environment, and this machine where it is every address', async () => {
    const { port } = await aliveHost();
    const env = { HEADWIND_LISTEN: `:${port}`, HEADWIND_TOKEN: 'a-token-that-is-long-enough' };
    const terminal = new FakeTerminal({ cwd: await configFolder(), env });
    expect(await run('health', terminal)).toBe(0);
    expect(terminal.out).toBe(`http://localhost:${port} is alive\n`);
  });

  it.each([
    ['--url', (url: string) => ({ line: `health --url ${url}`, env: {} })],
    ['HEADWIND_URL', (url: string) => ({ line: 'health', env: { HEADWIND_URL: url } })],
  ])('takes another address from %s', async (_, given) => {
    const { url } = await aliveHost();
    const { line, env } = given(url);
    expect(await run(line, new FakeTerminal({ cwd: await configFolder(), env }))).toBe(0);
  });

  it('goes by the address alone while the configuration is wrong elsewhere', async () => {
    const { port } = await aliveHost();
    const yaml = `${HEAD}server: { listen: "127.0.0.1:${port}" }\nsever: {}\nplugins: { a: { use: "\${env:NOT_THERE}" } }\n`;
    const terminal = new FakeTerminal({ cwd: await configFolder({ 'headwind.yaml': yaml }) });
    expect(await run('health', terminal)).toBe(0);
    expect(terminal.err).toBe('');
  });

  it('exits with 1 when nothing answers', async () => {
    const { stop, url } = await aliveHost();
    await stop();
    const terminal = new FakeTerminal();
    expect(await run(`health --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain(`Cannot reach ${url}`);
  });

  it('exits with 1 when something else answers', async () => {
    const { api, url } = await runApi();
    api.answer('GET /healthz', { hello: 'world' });
    const terminal = new FakeTerminal();
    expect(await run(`health --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('not as a Headwind host does');
  });

  it('exits with 2 when the configuration does not tell the address', async () => {
    const wrong = new FakeTerminal({
      cwd: await configFolder({ 'headwind.yaml': `${HEAD}server: { listen: here }\n` }),
    });
    expect(await run('health', wrong)).toBe(2);
    expect(wrong.err).toMatch(/headwind\.yaml:2:.*CONFIG_INVALID.*server\.listen/);
    const free = new FakeTerminal({ cwd: await configFolder(), env: { HEADWIND_LISTEN: '127.0.0.1:0' } });
    expect(await run('health', free)).toBe(2);
    expect(free.err).toContain('--url');
  });
});
