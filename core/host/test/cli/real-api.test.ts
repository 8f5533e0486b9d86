import { delivered } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { type RunningServer, runServer } from '../http/running-server.js';
import { FakeTerminal, run } from './fake-terminal.js';

/** The events e1 and e2, dead letters of the channels chat and pager. */
async function withDeadLetters(): Promise<RunningServer> {
  const server = await runServer();
  await server.steered.publishOne('e1');
  await server.steered.publishOne('e2');
  return server;
}

async function output(line: string, url: string): Promise<string> {
  const terminal = new FakeTerminal({ env: { HEADWIND_URL: url } });
  expect(await run(line, terminal), terminal.err).toBe(0);
  return terminal.out;
}

describe('against the API of the host', () => {
  it('channels lists them', async () => {
    const { url } = await withDeadLetters();
    const lines = (await output('channels', url)).split('\n');
    expect(lines[1]).toMatch(/^chat +slack +running +closed +0 +- +2 +- +.*, other: HTTP 400 from chat.example$/);
    expect(lines[3]).toMatch(/^broken +webhook +failed \(PLUGIN_START_FAILED\) /);
  });

  it('deliveries lists them by every condition, and shows one', async () => {
    const { url } = await withDeadLetters();
    const conditions =
      '--state dead --channel chat --event update_failed --event-id e1 --namespace production --since 1h --until 2999-01-01T00:00:00Z';
    const list = await output(`deliveries ${conditions}`, url);
    expect(list).toMatch(/^ID .*\ne1\/chat +dead +update_failed +production\/nginx-deployment +1 .* HTTP 400 .*\n$/);
    const shown = await output('deliveries show e1/chat', url);
    expect(shown).toMatch(/\n1 .* dead letter +other +HTTP 400 from chat.example\n/);
    expect(shown).toContain('"event": "update_failed"');
  });

  it('deliveries goes through all pages', async () => {
    const { url } = await withDeadLetters();
    const { deliveries, next } = JSON.parse(await output('deliveries --limit 3 --json', url));
    expect(deliveries).toHaveLength(3);
    expect(next).toEqual(expect.any(String));
    const all = JSON.parse(await output('dead-letters list --all --json', url));
    expect(all.deliveries.slice(0, 3)).toEqual(deliveries);
    expect(all.deliveries).toHaveLength(4);
  });

  it('dead-letters replays and discards', async () => {
    const { url, steered } = await withDeadLetters();
    steered.outcome = delivered();
    expect(await output('dead-letters replay --channel chat --yes', url)).toBe('replayed 2 dead letters\n');
    expect(await output('dead-letters replay e1/pager', url)).toBe('replayed 1 dead letter\n');
    for (const id of ['e1/chat', 'e2/chat', 'e1/pager']) {
      await vi.waitFor(async () => expect((await steered.queue.find(id))?.delivery.state).toBe('delivered'));
    }
    expect(await output('dead-letters discard --all --yes', url)).toBe('discarded 1 dead letter\n');
    expect(await steered.queue.find('e2/pager')).toBeUndefined();
  });

  it('dead-letters discards one', async () => {
    const { url, steered } = await withDeadLetters();
    expect(await output('dead-letters discard e2/pager', url)).toBe('discarded 1 dead letter\n');
    expect(await steered.queue.find('e2/pager')).toBeUndefined();
  });

  it('pause, resume, log-level and reload steer it', async () => {
    const { url } = await withDeadLetters();
    expect(await output('pause chat', url)).toBe('chat is paused; pending deliveries: 0\n');
    expect(await output('resume chat', url)).toBe('chat is running; pending deliveries: 0\n');
    expect(await output('log-level debug --instance chat', url)).toBe(
      'INSTANCE      LEVEL\nchat          debug\n(all others)  info\n',
    );
    expect(await output('log-level warn', url)).toContain('(all others)  warn\n');
    expect(await output('reload', url)).toBe('started: new\n');
  });

  it('events tail shows what happens', async () => {
    const { url, steered } = await runServer();
    const terminal = new FakeTerminal({ env: { HEADWIND_URL: url } });
    const exit = run('events tail --channel chat', terminal);
    // What happens before it is connected is not shown.
    let count = 0;
    await vi.waitFor(async () => {
      count += 1;
      await steered.publishOne(`e${count}`);
      expect(terminal.out).toMatch(
        / event {8}e\d+ {2}update_failed {2}production\/nginx-deployment {2}to chat, pager\n/,
      );
      expect(terminal.out).toMatch(/ dead letter {2}e\d+\/chat {2}.*; other: HTTP 400 from chat.example\n/);
    });
    terminal.signals.emit('SIGINT', 'SIGINT');
    expect(await exit).toBe(0);
  });

  it('a token of too small a role is refused, and the command says what it needs', async () => {
    const { url } = await runServer({ server: { tokens: [{ token: 'rd', role: 'read' }] } });
    const terminal = new FakeTerminal({ env: { HEADWIND_URL: url, HEADWIND_READ_TOKEN: 'rd', HEADWIND_TOKEN: 'rd' } });
    expect(await run('channels', terminal)).toBe(0);
    expect(await run('pause chat', terminal)).toBe(1);
    expect(terminal.err).toContain('HTTP 403 FORBIDDEN: The bearer token has the role read, and this needs operate.');
    expect(terminal.err).toContain('This needs a token that may operate');
  });

  it.each([
    ['pause chta', 'HTTP 404 CHANNEL_NOT_FOUND: '],
    ['log-level debug --instance chta', 'HTTP 422 FILTER_INVALID: '],
    ['dead-letters replay e9/chat', 'e9/chat: HTTP 404 DELIVERY_NOT_FOUND: '],
  ])('what the host has against `%s` is said in words', async (line, words) => {
    const { url } = await runServer();
    const terminal = new FakeTerminal({ env: { HEADWIND_URL: url } });
    expect(await run(line, terminal)).toBe(1);
    expect(terminal.err).toContain(words);
  });
});
