import { describe, expect, it } from 'vitest';
import { type ApiStandIn, delivery, runApi } from './api-stand-in.js';
import { FakeTerminal, run } from './fake-terminal.js';

const ESCAPE = String.fromCharCode(27);

async function withDeliveries(count: number): Promise<{ api: ApiStandIn; url: string }> {
  const { api, url } = await runApi();
  api.deliveries = Array.from({ length: count }, (_, index) => delivery(`e${index}/slack`));
  return { api, url };
}

describe('deliveries', () => {
  it('lists deliveries in columns, nothing cut where nobody watches', async () => {
    const { api, url } = await runApi();
    const lastError = 'x'.repeat(300);
    api.deliveries = [delivery('e1/slack', { lastError }), delivery('e22/oncall', { state: 'leased', attempts: 0 })];
    const terminal = new FakeTerminal();
    expect(await run(`deliveries --url ${url}`, terminal)).toBe(0);
    const [head, first, second] = terminal.out.split('\n');
    expect(head).toBe(
      'ID          STATE   EVENT          WORKLOAD          ATTEMPTS  PUBLISHED                 LAST ERROR',
    );
    expect(first).toBe(
      `e1/slack    dead    update_failed  production/nginx  3         2025-11-06T10:30:00.000Z  ${lastError}`,
    );
    expect(second).toMatch(/^e22\/oncall {2}leased {2}update_failed {2}production\/nginx {2}0 /);
    expect(terminal.err).toBe('');
  });

  it('never cuts an id, however narrow the terminal', async () => {
    const { api, url } = await runApi();
    const id = `${'0199d3a0-7c1e-7c54-9a53-5b0c3f1d2e10'.repeat(3)}/slack`;
    api.deliveries = [delivery(id, { lastError: 'x'.repeat(300) })];
    const terminal = new FakeTerminal({ isTTY: true });
    await run(`deliveries --url ${url}`, terminal);
    expect(terminal.out).toContain(`${id}  dead\n`);
  });

  it.each(['deliveries', 'dead-letters list'])(
    'fits `%s` into 80 columns, so that only a row whose id does not fit is longer',
    async (line) => {
      const { api, url } = await runApi();
      const lastError = 'HTTP 404 from hooks.slack.com: no_service';
      const usual = '0199d3a0-7c1e-7c54-9a53-5b0c3f1d2e10/team-slack';
      const long = `${'deployment-of-nginx-'.repeat(5)}/slack`;
      api.deliveries = [usual, long, 'nginx-1.26.0/oncall'].map((id) => delivery(id, { lastError }));
      const terminal = new FakeTerminal({ isTTY: true, columns: 80 });
      await run(`${line} --url ${url}`, terminal);
      const lines = terminal.out.trimEnd().split('\n');
      const [head = '', first = '', second = '', third = ''] = lines;
      for (const each of [head, first, third]) expect(each.length).toBeLessThanOrEqual(80);
      expect(head).toMatch(/^ID .* LAST ERROR$/);
      expect(first).toMatch(new RegExp(`^${usual} .* HTTP 404 from .*…$`));
      expect(second).toMatch(new RegExp(`^${long} .* HTTP 404 from .*…$`));
    },
  );

  it('passes every condition on to the host', async () => {
    const { api, url } = await withDeliveries(0);
    const conditions =
      '--state dead --channel slack --event update_failed --event-id e1 --namespace production --workload production/nginx --since 2025-11-06T10:30:00Z --until 2025-11-06T12:30:00+01:00';
    await run(`deliveries ${conditions} --limit 7 --url ${url}`, new FakeTerminal());
    expect(api.asked[0]?.query).toEqual({
      ...{ state: 'dead', channel: 'slack', event: 'update_failed', eventId: 'e1', namespace: 'production' },
      ...{ workload: 'production/nginx', from: '2025-11-06T10:30:00Z', to: '2025-11-06T12:30:00+01:00', limit: '7' },
    });
  });

  it('counts back from now where a condition says how long ago', async () => {
    const { api, url } = await withDeliveries(0);
    const before = Date.now() - 2 * 3_600_000;
    await run(`deliveries --since 2h --url ${url}`, new FakeTerminal());
    const from = Date.parse(api.asked[0]?.query.from ?? '');
    expect(from).toBeGreaterThanOrEqual(before);
    expect(from).toBeLessThanOrEqual(Date.now() - 2 * 3_600_000);
  });

  it('shows 50 unless it is told otherwise, and says that there are more', async () => {
    const { url } = await withDeliveries(51);
    const terminal = new FakeTerminal();
    expect(await run(`deliveries --url ${url}`, terminal)).toBe(0);
    expect(terminal.out.trimEnd().split('\n')).toHaveLength(51);
    expect(terminal.err).toContain('there are more: --all');
  });

  it('goes on over pages that hold less than was asked for', async () => {
    const { api, url } = await withDeliveries(10);
    api.pageLimit = 3;
    const terminal = new FakeTerminal();
    expect(await run(`deliveries --limit 7 --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual({ deliveries: api.deliveries.slice(0, 7), next: '7' });
    expect(api.asked.map(({ query }) => query.limit)).toEqual(['7', '4', '1']);
  });

  it('prints all pages as one document', async () => {
    const { api, url } = await withDeliveries(1_203);
    const terminal = new FakeTerminal();
    expect(await run(`deliveries --all --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual({ deliveries: api.deliveries, next: null });
    expect(api.asked).toHaveLength(3);
  });

  it.each([
    ['deliveries', 'no deliveries\n'],
    ['deliveries --channel slack', 'no deliveries that match\n'],
    ['dead-letters list', 'no dead letters\n'],
  ])('says when there is nothing to show for `%s`', async (line, words) => {
    const { url } = await withDeliveries(0);
    const terminal = new FakeTerminal();
    expect(await run(`${line} --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe('');
    expect(terminal.err).toBe(words);
  });

  it.each([
    ['deliveries --channel slak', 'no deliveries that match\n', 'did you mean "slack"?'],
    ['deliveries --channel slak --json', '', 'did you mean "slack"?'],
    ['dead-letters list --channel nowhere', 'no dead letters that match\n', 'known are slack, old-team'],
  ])('says for `%s` that there is no such channel', async (line, first, hint) => {
    const { api, url } = await withDeliveries(3);
    api.answerChannels('slack', 'old-team');
    const terminal = new FakeTerminal();
    expect(await run(`${line} --url ${url}`, terminal)).toBe(0);
    const channel = line.split(' ').find((word) => ['slak', 'nowhere'].includes(word));
    expect(terminal.err).toBe(`${first}the configuration has no channel "${channel}"; ${hint}\n`);
  });

  it('says nothing of a channel that nothing is on its way to', async () => {
    const { api, url } = await withDeliveries(0);
    api.answerChannels('slack');
    const terminal = new FakeTerminal();
    expect(await run(`deliveries --channel slack --url ${url}`, terminal)).toBe(0);
    expect(terminal.err).toBe('no deliveries that match\n');
  });

  it('lets nothing from outside steer the terminal', async () => {
    const { api, url } = await runApi();
    api.deliveries = [delivery('e1/slack', { lastError: `a${ESCAPE}[2Jb\nc` })];
    const terminal = new FakeTerminal({ isTTY: true });
    await run(`deliveries --url ${url}`, terminal);
    expect(terminal.out).not.toContain(ESCAPE);
    expect(terminal.out).toContain('ab c\n');
  });

  it('lists dead letters alone under their own name', async () => {
    const { api, url } = await runApi();
    api.deliveries = [delivery('e1/slack'), delivery('e2/slack', { state: 'delivered' })];
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters list --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toMatch(/^ID +EVENT +WORKLOAD +ATTEMPTS +LAST ATTEMPT +LAST ERROR\ne1\/slack .*\n$/);
  });

  it.each([
    ['deliveries --limit 0', 'whole number'],
    ['deliveries --limit 10 --all', "option '--all' cannot be used with option '--limit <count>'"],
    ['deliveries --since yesterday', '--since takes how long ago'],
    ['deliveries --until 999999999d', '--until takes how long ago'],
    ['deliveries --since 1h --until 2h', '--since 1h is not before --until 2h, so nothing can match'],
    ['deliveries --since 2025-11-06T10:30:00Z --until 2025-11-06T11:30:00+01:00', 'so nothing can match'],
    ['deliveries --workload nginx', '--workload takes namespace/name'],
    ['deliveries --state done', 'Allowed choices are pending'],
    ['deliveries shwo e1/slack', 'too many arguments'],
    ['deliveries show e1', 'e1 is not the id of a delivery'],
  ])('exits with 2 on `%s`', async (line, words) => {
    const { api, url } = await withDeliveries(0);
    const terminal = new FakeTerminal({ env: { HEADWIND_URL: url } });
    expect(await run(line, terminal)).toBe(2);
    expect(terminal.err).toContain(words);
    expect(api.asked).toEqual([]);
  });
});

describe('deliveries show', () => {
  const DETAILS = {
    ...delivery('e1/slack'),
    payload: { event: 'update_failed', deployment: { newImage: 'nginx:1.26.0' } },
    history: [
      {
        ...{ number: 1, begunAt: '2025-11-06T10:30:01.000Z', endedAt: '2025-11-06T10:30:01.120Z', durationMs: 120 },
        ...{ state: 'pending', reason: 'server_error', error: 'HTTP 502', retryAt: '2025-11-06T10:31:00.000Z' },
      },
      {
        ...{ number: 2, begunAt: '2025-11-06T10:31:00.000Z', endedAt: '2025-11-06T10:31:01.500Z', durationMs: 1500 },
        ...{ state: 'dead', reason: 'refused', error: 'HTTP 404' },
      },
    ],
  };

  it('shows a delivery with its attempts and its event', async () => {
    const { api, url } = await runApi();
    api.answer('GET /v1/deliveries/e1%2Fslack', DETAILS);
    const terminal = new FakeTerminal();
    expect(await run(`deliveries show e1/slack --url ${url}`, terminal)).toBe(0);
    expect(terminal.out).toBe(`e1/slack
  state      dead
  attempts   3, with 2 of the retries used
  event      update_failed, from api, of 2025-11-06T10:30:00Z
  workload   production/nginx (Deployment)
  published  2025-11-06T10:30:00.000Z

ATTEMPT  BEGUN                     TOOK    OUTCOME                              REASON        ERROR
1        2025-11-06T10:30:01.000Z  120 ms  retry, due 2025-11-06T10:31:00.000Z  server_error  HTTP 502
2        2025-11-06T10:31:00.000Z  1.5 s   dead letter                          refused       HTTP 404

{
  "event": "update_failed",
  "deployment": {
    "newImage": "nginx:1.26.0"
  }
}
`);
  });

  it('says on a terminal when that was, and how long ago', async () => {
    const { api, url } = await runApi();
    const publishedAt = new Date(Date.now() - 5.5 * 60_000).toISOString();
    api.answer('GET /v1/deliveries/e1%2Fslack', { ...DETAILS, publishedAt, history: [] });
    const terminal = new FakeTerminal({ isTTY: true });
    await run(`deliveries show e1/slack --url ${url}`, terminal);
    expect(terminal.out).toContain(`published  ${publishedAt} (5 min ago)\n`);
    expect(terminal.out).not.toContain('ATTEMPT ');
  });

  it('prints for scripts exactly what the host answers', async () => {
    const { api, url } = await runApi();
    api.answer('GET /v1/deliveries/e1%2Fslack', DETAILS);
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters show e1/slack --json --url ${url}`, terminal)).toBe(0);
    expect(JSON.parse(terminal.out)).toEqual(DETAILS);
  });

  it.each(['', ' --json'])('is for `dead-letters show%s` only about dead letters', async (flags) => {
    const { api, url } = await runApi();
    api.answer('GET /v1/deliveries/e1%2Fslack', { ...DETAILS, state: 'pending' });
    const terminal = new FakeTerminal();
    expect(await run(`dead-letters show e1/slack${flags} --url ${url}`, terminal)).toBe(1);
    expect(terminal.out).toBe('');
    expect(terminal.err).toBe(
      'e1/slack is no dead letter, its state is pending; `headwind-notify deliveries show e1/slack` shows it\n',
    );
  });

  it('exits with 1 when there is no such delivery', async () => {
    const { api, url } = await runApi();
    api.answer('GET /v1/deliveries/e1%2Fslack', { code: 'DELIVERY_NOT_FOUND', detail: 'There is none.' }, 404);
    const terminal = new FakeTerminal();
    expect(await run(`deliveries show e1/slack --url ${url}`, terminal)).toBe(1);
    expect(terminal.err).toBe('error: HTTP 404 DELIVERY_NOT_FOUND: There is none.\n');
  });
});
