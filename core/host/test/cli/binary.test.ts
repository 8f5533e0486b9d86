import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, vi } from 'vitest';
import { runServer } from '../http/running-server.js';
import { delivery, runApi } from './api-stand-in.js';

const BINARY = fileURLToPath(new URL('../../bin/headwind-notify.js', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The built command, as a process of its own; its output can be cut off at once, as `| head` does. */
function runBinary(args: readonly string[], input = '', cutOff = false): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BINARY, ...args], { env: { PATH: process.env.PATH } });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      err += text;
    });
    if (cutOff) child.stdout.destroy();
    child.on('error', reject).on('close', (code) => resolve({ code, out, err }));
    child.stdin.end(input);
  });
}

/** Reads nothing until the host has been asked for everything, and then a little at a time. */
async function readSlowly(args: readonly string[], isAsked: () => void): Promise<Pick<Ended, 'code' | 'out'>> {
  const child = spawn(process.execPath, [BINARY, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const closed = once(child, 'close');
  await vi.waitFor(isAsked, { timeout: 20_000 });
  let out = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    out += text;
    await setImmediate();
  }
  await closed;
  return { code: child.exitCode, out };
}

describe('the built command', () => {
  it('explains itself', async () => {
    const { code, out, err } = await runBinary(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: headwind-notify');
    expect(err).toBe('');
  });

  it('publishes what it reads on standard input', async () => {
    const { url, intake } = await runServer();
    const { code, out, err } = await runBinary(['send', '--file', '-', '--url', url], JSON.stringify(EXAMPLE_PAYLOAD));
    expect({ code, out, err }).toEqual({ code: 0, out: 'made-0\n', err: '' });
    expect(intake.published).toHaveLength(1);
  });

  it('exits with 2 on wrong usage, with 1 when the host refuses, and prints no stack trace', async () => {
    const { url } = await runServer();
    const usage = await runBinary(['send']);
    expect(usage).toMatchObject({ code: 2, out: '' });
    expect(usage.err.split('\n')).toHaveLength(2);
    const refused = await runBinary(['send', '--file', '-', '--url', url], '{}');
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).toContain('EVENT_INVALID');
    expect(refused.err).not.toMatch(/\n\s+at /);
  });

  it('does its work although nobody reads its output', async () => {
    const { url, intake } = await runServer();
    const input = JSON.stringify(Array(1000).fill(EXAMPLE_PAYLOAD));
    const { code, err } = await runBinary(['send', '--file', '-', '--url', url], input, true);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(intake.published).toHaveLength(1000);
  });

  it('prints a table of what a host delivers', async () => {
    const { api, url } = await runApi();
    api.deliveries = [delivery('e1/slack')];
    const { code, out, err } = await runBinary(['deliveries', '--channel', 'slack', '--url', url]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^ID +STATE +EVENT +WORKLOAD +ATTEMPTS +PUBLISHED +LAST ERROR\ne1\/slack {2}dead .*\n$/);
  });

  it('prints JSON for scripts', async () => {
    const { api, url } = await runApi();
    api.deliveries = [delivery('e1/slack'), delivery('e2/slack', { state: 'delivered' })];
    const { code, out } = await runBinary(['dead-letters', 'list', '--json', '--url', url]);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ deliveries: [api.deliveries[0]], next: null });
  });

  it('gives a slow reader every byte of a long output', async () => {
    const { api, url } = await runApi();
    const lastError = 'HTTP 404 from hooks.slack.com: no_service '.repeat(10);
    api.deliveries = Array.from({ length: 2_000 }, (_, index) => delivery(`e${index}/slack`, { lastError }));
    const { code, out } = await readSlowly(['deliveries', '--all', '--json', '--url', url], () =>
      expect(api.asked).toHaveLength(4),
    );
    expect(out.length).toBeGreaterThan(1_000_000);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({ deliveries: api.deliveries, next: null });
  });

  it('ends by a signal while nobody reads the rest of its output', async () => {
    const { api, url } = await runApi();
    const lastError = 'x'.repeat(1_000);
    api.deliveries = Array.from({ length: 2_000 }, (_, index) => delivery(`e${index}/slack`, { lastError }));
    const child = spawn(process.execPath, [BINARY, 'deliveries', '--all', '--json', '--url', url]);
    const closed = once(child, 'exit');
    // Output has begun, so that the command is over but for its writing.
    await once(child.stdout, 'readable');
    child.kill('SIGTERM');
    expect(await closed).toEqual([null, 'SIGTERM']);
    child.stdout.destroy();
  });

  it('replays without a terminal only when it need not ask', async () => {
    const { api, url } = await runApi();
    api.deliveries = [delivery('e1/slack')];
    const asking = await runBinary(['dead-letters', 'replay', '--all', '--url', url]);
    expect(asking).toMatchObject({ code: 2, out: '' });
    const { code, out } = await runBinary(['dead-letters', 'replay', '--all', '--yes', '--url', url]);
    expect({ code, out }).toEqual({ code: 0, out: 'replayed 1 dead letter\n' });
  });

  it('ends a tail that nobody reads any more', async () => {
    const { api, url } = await runApi();
    const ended = runBinary(['events', 'tail', '--url', url], '', true);
    await vi.waitFor(() => expect(api.tails.size).toBe(1), { timeout: 20_000 });
    api.push({ type: 'dropped', count: 1 });
    expect(await ended).toEqual({ code: 0, out: '', err: '' });
  });
});
