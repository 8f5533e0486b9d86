import { Writable } from 'node:stream';
import { describe as describeEvent } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import { createTestContext } from '@headwind/plugin-testkit/context';
import { eventOf } from '@headwind/plugin-testkit/events';
import { checkConfig, validConfig } from '@headwind/plugin-testkit/plugin-config';
import { describe, expect, it, vi } from 'vitest';
import { createConsoleChannel, type Screen } from '../src/channel.js';
import plugin from '../src/plugin.js';
import { createTestScreen } from './screen.js';

const EVENT = eventOf('update_completed');
const ESC = '\u001b';

async function print(config: unknown, isTTY: boolean, environment: NodeJS.ProcessEnv = {}): Promise<string> {
  const { screen, printed } = createTestScreen(isTTY);
  const channel = createConsoleChannel(createTestContext(await validConfig(plugin, config)), screen, environment);
  expect(await channel.deliver(EVENT, attemptOf(EVENT))).toMatchObject({ status: 'delivered' });
  await channel.stop?.();
  expect(channel.preview?.(EVENT)).toBe(printed());
  return printed();
}

describe('the console', () => {
  it('prints for people, in colour, on a terminal', async () => {
    const printed = await print({}, true);
    expect(printed).toContain('🚀');
    expect(printed).toContain(`${ESC}[32m`);
  });

  it('prints JSON lines where there is no terminal', async () => {
    expect(JSON.parse(await print({}, false))).toMatchObject({ event: 'update_completed' });
  });

  it('words events as its context does', async () => {
    const { screen, printed } = createTestScreen(false);
    const ctx = createTestContext(await validConfig(plugin, {}), {
      describe: (event) => ({ ...describeEvent(event), title: `${event.workload.name} runs`, text: 'All is well.' }),
    });
    const channel = createConsoleChannel(ctx, screen, {});
    await channel.deliver(EVENT, attemptOf(EVENT));
    expect(JSON.parse(printed())).toMatchObject({ title: 'nginx-deployment runs', text: 'All is well.' });
  });

  it('prints in the configured format wherever it is', async () => {
    expect(JSON.parse(await print({ format: 'json' }, true))).toMatchObject({ event: 'update_completed' });
    expect(await print({ format: 'pretty' }, false)).toContain('🚀 Update Completed');
  });

  it.each([
    ['NO_COLOR is set', true, { color: 'auto' }, { NO_COLOR: '1' }],
    ['the terminal is dumb', true, { color: 'auto' }, { TERM: 'dumb' }],
    ['there is no terminal', false, { color: 'auto', format: 'pretty' }, {}],
    ['the configuration says never', true, { color: 'never' }, {}],
  ])('prints without colour when %s', async (_, isTTY, config, environment) => {
    expect(await print(config, isTTY, environment)).not.toContain(ESC);
  });

  it.each([
    ['the configuration says always', false, { color: 'always', format: 'pretty' }, { NO_COLOR: '1' }],
    ['NO_COLOR is empty', true, { color: 'auto' }, { NO_COLOR: '' }],
  ])('prints in colour when %s', async (_, isTTY, config, environment) => {
    expect(await print(config, isTTY, environment)).toContain(ESC);
  });

  it('refuses a format nobody knows', async () => {
    const { issues } = await checkConfig(plugin, { format: 'prety' });
    expect(issues).toMatchObject([{ path: ['format'], message: expect.stringContaining('"pretty"') }]);
  });
});

describe('a screen that does not keep up or fails', () => {
  /** Takes one text and passes it on only when the test says so. */
  class SlowScreen extends Writable {
    readonly taken: string[] = [];
    #passOn: (() => void) | undefined;

    override _write(chunk: Buffer, _: BufferEncoding, done: (error?: Error) => void): void {
      this.taken.push(chunk.toString());
      this.#passOn = done;
    }

    passOn(): void {
      this.#passOn?.();
    }
  }

  async function openOn(screen: Screen) {
    return createConsoleChannel(createTestContext(await validConfig(plugin, { format: 'json' })), screen, {});
  }

  it('is given one event at a time', async () => {
    const screen = new SlowScreen();
    const channel = await openOn(screen);
    const first = channel.deliver(EVENT, attemptOf(EVENT));
    const second = channel.deliver(EVENT, attemptOf(EVENT));
    await vi.waitFor(() => expect(screen.taken).toHaveLength(1));
    expect(screen.writableLength).toBe(Buffer.byteLength(screen.taken[0] ?? ''));
    screen.passOn();
    expect(await first).toMatchObject({ status: 'delivered' });
    await vi.waitFor(() => expect(screen.taken).toHaveLength(2));
    screen.passOn();
    expect(await second).toMatchObject({ status: 'delivered' });
  });

  it('is not given an event whose time was up before its turn', async () => {
    const screen = new SlowScreen();
    const channel = await openOn(screen);
    const timeout = new AbortController();
    const first = channel.deliver(EVENT, attemptOf(EVENT));
    const second = channel.deliver(EVENT, attemptOf(EVENT, { signal: timeout.signal }));
    timeout.abort();
    await vi.waitFor(() => expect(screen.taken).toHaveLength(1));
    screen.passOn();
    expect(await first).toMatchObject({ status: 'delivered' });
    expect(await second).toMatchObject({ status: 'retry' });
    expect(screen.taken).toHaveLength(1);
  });

  it.each([true, false])('that fails is told in the outcome, now and later (autoDestroy: %s)', async (autoDestroy) => {
    const failure = Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
    const screen = new Writable({ autoDestroy, write: (_chunk, _encoding, done) => done(failure) });
    const channel = await openOn(screen);
    const told = { status: 'retry', message: expect.stringContaining('ENOSPC') };
    expect(await channel.deliver(EVENT, attemptOf(EVENT))).toMatchObject(told);
    expect(await channel.deliver(EVENT, attemptOf(EVENT))).toMatchObject(told);
  });

  it('is let go of when the channel stops', async () => {
    const screen = new SlowScreen();
    const channel = await openOn(screen);
    await channel.stop?.();
    expect(screen.listenerCount('error')).toBe(0);
    expect(screen.writableEnded).toBe(false);
  });
});
