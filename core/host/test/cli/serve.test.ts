import { EventEmitter, once } from 'node:events';
import { CodedError } from '@headwind/bus/coded-error';
import { QUEUE_LOCKED } from '@headwind/bus/errors';
import { delivered, type ObservedRecord } from '@headwind/plugin-api';
import { eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it, vi } from 'vitest';
import type { HostProgram, RunningHost } from '../../src/cli/host-program.js';
import type { ConfigOrigin } from '../../src/config/host-config.js';
import { ConfigurationError } from '../../src/configuration-error.js';
import type { HostOptions } from '../../src/prepare.js';
import { FakeTerminal, NO_HOST, run } from './fake-terminal.js';

/** A host that starts and stops when `steps` emits `start` and `stop`, and keeps what it was started with. */
class SteppedHost implements HostProgram {
  readonly steps = new EventEmitter();
  options: HostOptions | undefined;
  state = 'not started';

  reloads = 0;
  readonly faults: unknown[] = [];
  readonly observers = new Set<(record: ObservedRecord) => void>();
  origin: ConfigOrigin = { type: 'environment' };

  async startHost(options: HostOptions): Promise<RunningHost> {
    this.options = options;
    this.state = 'starting';
    await once(this.steps, 'start');
    this.state = 'running';
    return {
      url: 'http://127.0.0.1:18080',
      needsToken: false,
      origin: this.origin,
      brokenDown: once(this.steps, 'break'),
      logFault: (message, error) => {
        this.faults.push([message, error]);
      },
      reload: async () => {
        this.reloads += 1;
      },
      observe: (_, observe) => {
        this.observers.add(observe);
        return () => this.observers.delete(observe);
      },
      stop: async () => {
        this.state = 'stopping';
        await once(this.steps, 'stop');
        this.state = 'stopped';
      },
    };
  }

  readonly checkHost = NO_HOST.checkHost;
  readonly openChannel = NO_HOST.openChannel;
}

describe('serve', () => {
  it.each(['SIGTERM', 'SIGINT'])('runs until %s, stops gracefully and exits with 0', async (signal) => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.state).toBe('running'));
    terminal.signals.emit(signal, signal);
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(0);
    expect(host.state).toBe('stopped');
    expect(terminal.exits).toEqual([]);
    expect(terminal.out).toBe('');
  });

  it.each([
    ['SIGTERM', 143],
    ['SIGINT', 130],
  ])('exits at once on a second %s, with %i', async (signal, code) => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    terminal.signals.emit(signal, signal);
    expect(terminal.exits).toEqual([code]);
    host.steps.emit('stop');
    await exit;
  });

  it('keeps a signal that comes while it is starting', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(0);
  });

  it('has the configuration read again with each SIGHUP, one that came while it was starting included', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    terminal.signals.emit('SIGHUP', 'SIGHUP');
    expect(host.reloads).toBe(0);
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.reloads).toBe(1));
    terminal.signals.emit('SIGHUP', 'SIGHUP');
    expect(host.reloads).toBe(2);
    expect(host.state).toBe('running');
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(0);
    expect(terminal.signals.eventNames()).toEqual([]);
  });

  it('prints a curl command once the last sample is delivered, on the embedded defaults alone', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    host.origin = { type: 'defaults' };
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.observers.size).toBe(1));
    const tell = (kind: 'rollback_triggered' | 'rollback_completed', source: string) => {
      const event = { ...eventOf(kind), source };
      const attempt = { plugin: 'console', publishedAt: 0, attempt: 1, outcome: delivered(), durationMs: 1 } as const;
      for (const observe of host.observers) {
        observe({ type: 'delivery', deliveryId: 'x/y', channel: 'y', state: 'delivered', event, ...attempt });
      }
    };
    tell('rollback_triggered', 'samples');
    tell('rollback_completed', 'api');
    expect(terminal.out).toBe('');
    tell('rollback_completed', 'samples');
    expect(terminal.out).toContain('curl http://127.0.0.1:18080/v1/events');
    expect(host.observers.size).toBe(0);
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(0);
  });

  it('logs a rejected promise that nobody took, and runs on', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    await vi.waitFor(() => expect(terminal.faults.listenerCount('unhandledRejection')).toBe(1));
    terminal.faults.emit('unhandledRejection', 'left alone');
    expect(host.faults).toEqual([['a rejected promise was left alone', 'left alone']]);
    expect(host.state).toBe('running');
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(0);
  });

  it('logs an error that nobody caught, stops gracefully and exits with 1', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    await vi.waitFor(() => expect(terminal.faults.listenerCount('uncaughtException')).toBe(1));
    terminal.faults.emit('uncaughtException', 'broken');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    expect(host.faults).toEqual([['stopping: an error was not caught', 'broken']]);
    host.steps.emit('stop');
    expect(await exit).toBe(1);
  });

  it('stops gracefully and exits with 1 when the queue breaks down', async () => {
    const terminal = new FakeTerminal();
    const host = new SteppedHost();
    const exit = run('serve', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.steps.listenerCount('break')).toBe(1));
    host.steps.emit('break');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    expect(await exit).toBe(1);
  });

  it('leaves no listener for signals behind', async () => {
    const terminal = new FakeTerminal();
    await run('serve', terminal);
    expect(terminal.signals.eventNames()).toEqual([]);
  });

  it('hands on its flags, the environment and the working directory', async () => {
    const terminal = new FakeTerminal({ env: { HEADWIND_DATA: '/data' }, cwd: '/work' });
    const host = new SteppedHost();
    const exit = run('serve --config a.yaml --listen :9 --data d --log-level debug', terminal, host);
    await vi.waitFor(() => expect(host.state).toBe('starting'));
    expect(host.options).toEqual({
      file: 'a.yaml',
      flags: { listen: ':9', data: 'd', logLevel: 'debug' },
      env: { HEADWIND_DATA: '/data' },
      cwd: '/work',
    });
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    host.steps.emit('start');
    await vi.waitFor(() => expect(host.state).toBe('stopping'));
    host.steps.emit('stop');
    await exit;
  });

  it('exits with 2 and the whole report when the configuration has problems', async () => {
    const terminal = new FakeTerminal();
    const problems = [
      { code: 'CONFIG_INVALID', path: ['server'], message: 'One is wrong.' },
      { code: 'PLUGIN_NOT_FOUND', path: ['plugins'], message: 'Another is wrong.' },
    ];
    const startHost = () => Promise.reject(new ConfigurationError(problems));
    expect(await run('serve', terminal, { ...NO_HOST, startHost })).toBe(2);
    expect(terminal.err).toContain('CONFIG_INVALID  One is wrong.');
    expect(terminal.err).toContain('PLUGIN_NOT_FOUND  Another is wrong.');
    expect(terminal.err).toContain('2 problems');
    expect(terminal.out).toBe('');
  });

  it('exits with 1 and the reason when the host cannot start', async () => {
    const terminal = new FakeTerminal();
    const startHost = () => Promise.reject(new CodedError(QUEUE_LOCKED, 'queue.db is open elsewhere.'));
    expect(await run('serve', terminal, { ...NO_HOST, startHost })).toBe(1);
    expect(terminal.err).toBe(`error: QUEUE_LOCKED: queue.db is open elsewhere. ${QUEUE_LOCKED.remedy}\n`);
  });

  it('exits with 1 when the host cannot stop', async () => {
    const terminal = new FakeTerminal();
    const startHost = async (): Promise<RunningHost> => ({
      url: 'http://127.0.0.1:18080',
      needsToken: false,
      origin: { type: 'environment' },
      brokenDown: new Promise(() => undefined),
      observe: () => () => undefined,
      logFault: () => undefined,
      reload: async () => undefined,
      stop: () => Promise.reject(new Error('stuck')),
    });
    const exit = run('serve', terminal, { ...NO_HOST, startHost });
    await vi.waitFor(() => expect(terminal.signals.listenerCount('SIGTERM')).toBe(1));
    terminal.signals.emit('SIGTERM', 'SIGTERM');
    expect(await exit).toBe(1);
    expect(terminal.err).toContain('error: stuck\n');
  });

  it('prints a stack trace only where HEADWIND_DEBUG asks for it', async () => {
    const startHost = () => Promise.reject(new Error('broken'));
    const quiet = new FakeTerminal();
    await run('serve', quiet, { ...NO_HOST, startHost });
    expect(quiet.err).toBe('error: broken\n');
    const loud = new FakeTerminal({ env: { HEADWIND_DEBUG: '1' } });
    await run('serve', loud, { ...NO_HOST, startHost });
    expect(loud.err).toContain('serve.test.ts');
  });
});
