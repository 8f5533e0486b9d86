import { EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { FakeTerminal, run } from './fake-terminal.js';
import { FakeChannel, hostWith } from './open-channel.js';

describe('preview', () => {
  it('shows what would be sent for every kind, in the order of an update', async () => {
    const terminal = new FakeTerminal();
    const channel = new FakeChannel();
    expect(await run('preview oncall', terminal, hostWith(channel))).toBe(0);
    const headings = [...terminal.out.matchAll(/^### (\w+)$/gm)].map(([, kind]) => kind);
    expect(headings).toEqual(EVENT_KINDS);
    expect(channel.request?.name).toBe('oncall');
    expect(channel.attempted).toEqual([]);
    expect(channel.closed).toBe(true);
    expect(terminal.err).toBe('');
  });

  it('shows one kind alone', async () => {
    const terminal = new FakeTerminal();
    expect(await run('preview oncall update_failed', terminal, hostWith(new FakeChannel()))).toBe(0);
    expect(terminal.out).toBe(
      '### update_failed\nPOST example.com\ncontent-type: application/json\n\n{\n  "kind": "update_failed"\n}\n',
    );
  });

  it.each([
    ['when', '`when` leaves it out'],
    ['manifest', '@acme/plugin 1.0.0 does not subscribe to it'],
  ] as const)('says that %s keeps a kind from the channel, and shows it all the same', async (leftOut, words) => {
    const terminal = new FakeTerminal();
    const channel = Object.assign(new FakeChannel(), { leftOut });
    expect(await run('preview oncall update_failed', terminal, hostWith(channel))).toBe(0);
    expect(terminal.out).toContain(`### update_failed (not sent: ${words})\nPOST example.com\n`);
    expect(channel.judged).toEqual(['kind']);
  });

  it('says so where nothing is sent for a kind', async () => {
    const terminal = new FakeTerminal();
    const channel = Object.assign(new FakeChannel(), { shown: () => undefined });
    expect(await run('preview oncall update_detected', terminal, hostWith(channel))).toBe(0);
    expect(terminal.out).toBe('### update_detected\nnothing is sent for this kind\n');
  });

  it('prints JSON for scripts', async () => {
    const terminal = new FakeTerminal();
    const shown = ({ kind }: HeadwindEvent) => (kind === 'update_failed' ? { body: '{"a":1}' } : undefined);
    const channel = Object.assign(new FakeChannel(), { shown });
    expect(await run('preview oncall --json', terminal, hostWith(channel))).toBe(0);
    const list = EVENT_KINDS.map((kind) => ({
      kind,
      routed: true,
      preview: kind === 'update_failed' ? { body: '{"a":1}' } : null,
    }));
    expect(JSON.parse(terminal.out)).toEqual(list);
  });

  it('shows an event of the file in place of the samples, judged as a host judges it', async () => {
    const input = JSON.stringify({ ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name: 'mine' } });
    const terminal = new FakeTerminal({ input });
    const channel = Object.assign(new FakeChannel(), { shown: (event: HeadwindEvent) => event.workload.name });
    expect(await run('preview oncall --file -', terminal, hostWith(channel))).toBe(0);
    expect(terminal.out).toBe('### update_completed\nmine\n');
    expect(channel.judged).toEqual(['event']);
  });

  it.each([
    ['{"event":"update_done"}', '/event: found "update_done", expected one of'],
    ['[]', '(the whole): expected an object, found an array'],
    ['{', 'standard input is not JSON'],
  ])('exits with 2 on the file %s, and says why', async (input, words) => {
    const terminal = new FakeTerminal({ input });
    expect(await run('preview oncall --file -', terminal, hostWith(new FakeChannel()))).toBe(2);
    expect(terminal.err).toContain(words);
    expect(terminal.out).toBe('');
  });

  it('takes a file or a kind, not both', async () => {
    const terminal = new FakeTerminal();
    expect(await run('preview oncall update_failed --file x.json', terminal, hostWith(new FakeChannel()))).toBe(2);
    expect(terminal.err).toContain('the file holds the kind');
  });

  it('says that a plugin cannot preview, and what to do instead', async () => {
    const terminal = new FakeTerminal();
    const channel = Object.assign(new FakeChannel(), { canPreview: false });
    expect(await run('preview oncall', terminal, hostWith(channel))).toBe(1);
    expect(terminal.err).toBe(
      'error: @acme/plugin 1.0.0 cannot preview. To see what arrives, send a test: headwind-notify test oncall\n',
    );
    expect(channel.closed).toBe(true);
  });

  it('says on stderr what every start says', async () => {
    const terminal = new FakeTerminal();
    const channel = Object.assign(new FakeChannel(), { warnings: ['oncall: connectors are retired'] });
    await run('preview oncall update_failed', terminal, hostWith(channel));
    expect(terminal.err).toBe('warning: oncall: connectors are retired\n');
  });

  it('ends with 1 and without the secret when the plugin throws where nobody catches it', async () => {
    const terminal = new FakeTerminal();
    const channel = new FakeChannel();
    channel.preview = () => {
      terminal.faults.emit('unhandledRejection', new Error('left s3cret'));
      terminal.faults.emit('uncaughtException', new Error('late s3cret\u001b[2J'));
      return new Promise(() => undefined);
    };
    expect(await run('preview oncall', terminal, hostWith(channel))).toBe(1);
    expect(terminal.err).toBe(
      'warning: a rejected promise was left alone: left [secret]\nerror: an error was not caught: late [secret]\n',
    );
    expect(channel.closed).toBe(true);
    expect(terminal.faults.eventNames()).toEqual([]);
  });
});
