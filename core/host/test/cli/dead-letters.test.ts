import { describe, expect, it } from 'vitest';
import { type ApiStandIn, delivery, problem, runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

const CHANGES = '/v1/dead-letters/replay';

/** Half of them on their way to slack, half to oncall. */
async function withDeadLetters(count: number): Promise<{ api: ApiStandIn; url: string }> {
  const { api, url } = await runApi();
  api.deliveries = Array.from({ length: count }, (_, index) =>
    delivery(`e${index}/${index % 2 === 0 ? 'slack' : 'oncall'}`),
  );
  return { api, url };
}

const inState = (api: ApiStandIn, state: string): number =>
  api.deliveries.filter((each) => each.state === state).length;

describe('dead-letters replay by conditions', () => {
  it('replays those that match, a request at a time, and no others', async () => {
    const { api, url } = await withDeadLetters(2_400);
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay --channel slack --yes --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('replayed 1,200 dead letters\n');
    expect(api.deliveries.every(({ channel, state }) => state === (channel === 'slack' ? 'pending' : 'dead'))).toBe(
      true,
    );
    expect(api.asked.map(({ body }) => body)).toEqual([
      { channel: 'slack', dryRun: true, limit: 10_000 },
      { channel: 'slack', limit: 500 },
      { channel: 'slack', limit: 500, cursor: '999' },
      { channel: 'slack', limit: 500, cursor: '1999' },
    ]);
  });

  it('asks on a terminal, with the number and the conditions', async () => {
    const { api, url } = await withDeadLetters(2_002);
    const terminal = new FakeTerminal({ isTTY: true, input: 'y\n' });
    const conditions = '--channel slack --event update_failed --workload production/nginx';
    expect(await run(`dead-letters replay ${conditions} --url ${url}`, terminal)).toBe(0);
    expect(terminal.err).toContain(
      'Replay 1,001 dead letters of slack (event update_failed, workload production/nginx)? [y/N] ',
    );
    expect(inState(api, 'pending')).toBe(1_001);
  });

  it.each(['n\n', '\n', 'yess\n', ''])('does nothing when the answer is %j', async (input) => {
    const { api, url } = await withDeadLetters(2);
    const terminal = new FakeTerminal({ isTTY: true, input });
    expect(await run(`dead-letters replay --all --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('Replay 2 dead letters? [y/N] ');
    expect(terminal.err).toContain('nothing is replayed');
    expect(inState(api, 'dead')).toBe(2);
  });

  it('counts on where the host does not count all at once', async () => {
    const { api, url } = await withDeadLetters(10_002);
    const terminal = new FakeTerminal({ isTTY: true, input: 'n\n' });
    await run(`dead-letters replay --all --url ${url}`, terminal);
    expect(terminal.err).toContain('Replay 10,002 dead letters? [y/N] ');
    expect(api.asked.map(({ body }) => body)).toEqual([
      { all: true, dryRun: true, limit: 10_000 },
      { all: true, dryRun: true, limit: 10_000, cursor: '10000' },
    ]);
  });

  it('shows a bar on a terminal, and writes a line now and then elsewhere', async () => {
    const { url } = await withDeadLetters(2_500);
    const terminal = new FakeTerminal({ isTTY: true });
    await run(`dead-letters replay --all --yes --url ${url}`, terminal);
    expect(terminal.err).toMatch(/replayed 2,500 of 2,500 =+ 100%/);
    expect(terminal.out).toBe('replayed 2,500 dead letters\n');

    const { url: other } = await withDeadLetters(2_500);
    const piped = new FakeTerminal();
    await run(`dead-letters replay --all --yes --url ${other}`, piped);
    expect(piped.err).toBe('replayed 1,000 of 2,500\nreplayed 2,000 of 2,500\n');
  });

  it('prints the result for scripts as the host does', async () => {
    const { url } = await withDeadLetters(3);
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay --all --yes --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual({ replayed: 3, next: null });
    const again = new FakeTerminal();
    expect(await run(`dead-letters replay --all --yes --json --url ${url}`, again)).toBe(0);
    expect(JSON.parse(again.out)).toEqual({ replayed: 0, next: null });
    expect(again.err).toBe('no dead letters\n');
  });

  it('stops after the request under way on Ctrl-C, and goes on when it is called again', async () => {
    const { api, url } = await withDeadLetters(2_000);
    const terminal = new FakeTerminal();
    api.onChange = () => terminal.signals.emit('SIGINT', 'SIGINT');
    expect(await run(`dead-letters replay --all --yes --json --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('stopped: 500 of 2,000 are replayed. The same command goes on with the rest.');
    expect(JSON.parse(terminal.out)).toEqual({ replayed: 500, next: '500' });
    expect(inState(api, 'pending')).toBe(500);
    expect(terminal.signals.listenerCount('SIGINT')).toBe(0);

    api.onChange = () => undefined;
    const again = new FakeTerminal();
    expect(await run(`dead-letters replay --all --yes --url ${url}`, again)).toBe(0);
    expect(again.out).toBe('replayed 1,500 dead letters\n');
    expect(inState(api, 'pending')).toBe(2_000);
  });

  it('ends at once on a second Ctrl-C', async () => {
    const { api, url } = await withDeadLetters(1);
    const terminal = new FakeTerminal();
    api.onChange = () => {
      terminal.signals.emit('SIGINT', 'SIGINT');
      terminal.signals.emit('SIGINT', 'SIGINT');
    };
    await run(`dead-letters replay --all --yes --url ${url}`, terminal);
    expect(terminal.exits).toEqual([130]);
  });

  it.each(['replay', 'discard'])(
    'exits with 1 on %s when there is no such channel, and names the nearest',
    async (verb) => {
      const { api, url } = await withDeadLetters(2);
      api.answerChannels('slack', 'oncall');
      const terminal = new FakeTerminal();
      expect(await run(`dead-letters ${verb} --channel slak --yes --url ${url}`, terminal)).toBe(1);
      expect(terminal.err).toBe(
        'no dead letters that match\nthe configuration has no channel "slak"; did you mean "slack"?\n',
      );
      expect(inState(api, 'dead')).toBe(2);
    },
  );

  it('says how far it came when the host goes away', async () => {
    const { api, url } = await withDeadLetters(2_000);
    let requests = 0;
    api.onChange = () => {
      requests += 1;
      if (requests === 3) throw new Error('the connection breaks');
    };
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay --all --yes --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('stopped: 1,000 of 2,000 are replayed. The same command goes on with the rest.');
    expect(terminal.err).toContain(`error: Cannot reach ${url}`);
  });

  it('says what the host has against it', async () => {
    const { api, url } = await withDeadLetters(1);
    api.answers.set(`POST ${CHANGES}`, () => problem(403, 'FORBIDDEN', 'The token may only read.'));
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay --all --yes --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toContain('HTTP 403 FORBIDDEN: The token may only read. This needs a token that may operate');
    expect(terminal.err).toContain('HEADWIND_OPERATE_TOKEN');
  });
});

describe('dead-letters discard', () => {
  it('warns, and throws those away that match', async () => {
    const { api, url } = await withDeadLetters(4);
    const terminal = new FakeTerminal({ isTTY: true, input: 'yes\n' });
    expect(await run(`dead-letters discard --channel oncall --url ${url}`, terminal)).toBe(0);
    expect(terminal.err).toContain('Discard 2 dead letters of oncall? They are gone for good then. [y/N] ');
    expect(terminal.out).toBe('discarded 2 dead letters\n');
    expect(inState(api, 'gone')).toBe(2);
  });

  it('throws single ones away', async () => {
    const { api, url } = await withDeadLetters(2);
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters discard e1/oncall --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('discarded 1 dead letter\n');
    expect(api.asked.map(({ method, path }) => [method, path])).toEqual([['DELETE', '/v1/deliveries/e1%2Foncall']]);
    expect(inState(api, 'gone')).toBe(1);
  });
});

describe('dead-letters replay by ids', () => {
  it('replays each, and those that are refused do not keep the others', async () => {
    const { api, url } = await withDeadLetters(3);
    api.deliveries[1] = delivery('e1/oncall', { state: 'delivered' });
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay e1/oncall e7/slack e2/slack --url ${url}`, terminal)).toBe(1);
    expect(terminal.out).toBe('replayed 1 dead letter\n');
    expect(terminal.err).toContain('e1/oncall: HTTP 409 DELIVERY_NOT_DEAD');
    expect(terminal.err).toContain('e7/slack: HTTP 404 DELIVERY_NOT_FOUND');
    expect(api.deliveries.map(({ state }) => state)).toEqual(['dead', 'delivered', 'pending']);
  });

  it('prints for scripts how many, and which were refused', async () => {
    const { url } = await withDeadLetters(1);
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay e0/slack e9/slack --json --url ${url}`, terminal)).toBe(1);
    const refused = [{ id: 'e9/slack', code: 'DELIVERY_NOT_FOUND' }];
    expect(JSON.parse(terminal.out)).toEqual({ replayed: 1, refused });
  });

  it('stops when the host is gone', async () => {
    const { url, stop } = await runApi();
    await stop();
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters replay e0/slack e1/slack --url ${url}`, terminal)).toBe(1);
    expect(terminal.out).toBe('replayed 0 dead letters\n');
    expect(terminal.err.match(/Cannot reach/g)).toHaveLength(1);
  });
});

describe('dead-letters exits with 2 and changes nothing', () => {
  it.each([
    ['replay', 'say which ones'],
    ['discard --yes', 'say which ones'],
    ['replay e1/slack --channel slack', 'give them alone'],
    ['replay e1/slack --all', 'give them alone'],
    ['replay e1', 'e1 is not the id of a delivery'],
    ['replay e1/slack e2', 'e2 is not the id of a delivery'],
    ['discard --since 1h --until 2h --yes', 'so nothing can match'],
    ['replay --all', 'there is no terminal to ask on; add --yes'],
    ['discard --channel slack', 'there is no terminal to ask on; add --yes'],
    ['', 'Usage: headwind-notify dead-letters'],
    ['rplay', 'Did you mean replay?'],
  ])('on `dead-letters %s`', async (line, words) => {
    const { api, url } = await withDeadLetters(1);
    const terminal = new FakeTerminal({ env: { HEADWIND_URL: url } });
    expect(await run(`dead-letters ${line}`, terminal)).toBe(2);
    expect(terminal.err).toContain(words);
    expect(api.asked).toEqual([]);
  });
});
