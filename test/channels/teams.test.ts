import { EVENT_KINDS, payloadOf } from '@headwind/plugin-api';
import { EXAMPLE_PAYLOAD, eventOf } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startTeams, type TeamsStandIn } from '../stand-ins/teams.js';
import { connectorFailure } from '../stand-ins/teams-errors.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

async function testTeams(mode: 'workflow' | 'connector' = 'workflow'): Promise<TeamsStandIn> {
  const teams = await startTeams(mode);
  onTestFinished(() => teams.close());
  return teams;
}

/** One channel, whose lane keeps out of the way unless a test is about it. */
async function hostFor(url: string, settings = ''): Promise<HostProcess> {
  return runConfiguredHost(
    await testFolder(),
    `
server: { listen: 127.0.0.1:0 }
plugins:
  team:
    use: teams
    retry: { min: 10ms, max: 50ms }
    rateLimit: { perSecond: 1000, burst: 1000 }
    ${settings}
    config: { webhookUrl: "${url}" }
`,
  );
}

/** Publishes one event for each of these names. */
async function publish(address: string, names: readonly string[]): Promise<void> {
  for (const name of names) {
    const answer = await post(address, { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name } });
    expect(answer.status).toBe(202);
  }
}

/** Which of the names stand in no accepted message. */
function missing(teams: TeamsStandIn, names: readonly string[]): readonly string[] {
  const shown = JSON.stringify(teams.accepted);
  return names.filter((name) => !shown.includes(`production/${name} `));
}

function showsNothingOf(url: string, host: HostProcess): void {
  const { pathname, searchParams } = new URL(url);
  const secrets = [...pathname.split(/[/@]/), searchParams.get('sig') ?? ''].filter((part) => part.length > 15);
  expect(secrets.length).toBeGreaterThan(0);
  for (const secret of secrets) expect(host.stderr + host.stdout).not.toContain(secret);
}

const NAMES = ['web', 'api', 'worker', 'cron', 'mail', 'search'];

describe('a channel in Microsoft Teams', () => {
  it('posts every kind of event through a workflow, and one that is larger than a card may be', async () => {
    const teams = await testTeams();
    const host = await hostFor(teams.url);
    const address = await host.listening();
    const large = eventOf('update_failed', { id: 'large', data: { errorMessage: '更*'.repeat(8_000) } });
    const events = [...EVENT_KINDS.map((kind) => eventOf(kind)), large];
    for (const event of events) expect((await post(address, payloadOf(event))).status).toBe(202);
    await teams.waitForAccepted(events.length);
    expect(await host.stop()).toBe(0);
    expect(teams.failedRuns).toEqual([]);
    expect(teams.requests).toHaveLength(events.length);
    showsNothingOf(teams.url, host);
  });

  it('loses no event while Teams fails, throttles, hangs and cuts the line', async () => {
    const teams = await testTeams();
    teams.failNext({ status: 500 });
    teams.failNext('reset');
    teams.failNext({ status: 429, retryAfter: 1 });
    teams.failNext('hang');
    teams.failNext({ status: 502 });
    const host = await hostFor(teams.url, 'concurrency: 1\n    timeout: 500ms');
    await publish(await host.listening(), NAMES);
    await teams.waitForAccepted(NAMES.length);
    expect(await host.stop()).toBe(0);
    expect(missing(teams, NAMES)).toEqual([]);
    expect(teams.violations).toEqual([]);
    expect(teams.requests).toHaveLength(NAMES.length + 5);
    expect(host.stderr).toContain('rate limited');
    expect(host.stderr).not.toContain('notification is a dead letter');
  });

  it('posts through a connector, and believes no 200 that tells of a failure', async () => {
    const teams = await testTeams('connector');
    teams.failNext({ ...connectorFailure(429), retryAfter: 1 });
    teams.failNext(connectorFailure(503));
    const host = await hostFor(teams.url, 'concurrency: 1');
    const address = await host.listening();
    await publish(address, NAMES);
    await teams.waitForAccepted(NAMES.length);
    teams.failNext(connectorFailure(404));
    await publish(address, ['refused']);
    const [line] = await host.saysOnStderr(/.*notification is a dead letter.*/);
    expect(line).toContain('HTTP 404 inside a 200');
    expect(await host.stop()).toBe(0);
    expect(missing(teams, NAMES)).toEqual([]);
    expect(teams.violations).toEqual([]);
    expect(teams.requests).toHaveLength(NAMES.length + 3);
    showsNothingOf(teams.url, host);
  });

  it('tries nothing again that Teams refuses for good, says what to do, and goes on with the next event', async () => {
    const teams = await testTeams();
    const host = await hostFor(teams.url);
    const address = await host.listening();
    const refusals: readonly [number, string][] = [
      [400, 'no longer configured'],
      [401, 'DirectApiAuthorizationRequired'],
      [404, 'make a new Workflows webhook'],
      [410, 'Make a new Workflows webhook'],
      [413, 'too large'],
    ];
    for (const [status, advice] of refusals) {
      teams.failNext({ status });
      await publish(address, [`refused-${status}`]);
      const [line] = await host.saysOnStderr(
        new RegExp(
          `.*notification is a dead letter.*HTTP ${status}.*|.*HTTP ${status}.*notification is a dead letter.*`,
        ),
      );
      expect(line).toContain(advice);
    }
    await publish(address, ['taken']);
    await teams.waitForAccepted(1);
    expect(await host.stop()).toBe(0);
    expect(teams.requests).toHaveLength(refusals.length + 1);
    expect(missing(teams, ['taken'])).toEqual([]);
    showsNothingOf(teams.url, host);
  });

  it('tells of a URL that lost its end, and shows nothing of it', async () => {
    const teams = await testTeams();
    const host = await hostFor(teams.url.replace(/&sig=.*$/, ''));
    await publish(await host.listening(), ['web']);
    const [line] = await host.saysOnStderr(/.*notification is a dead letter.*/);
    expect(line).toContain('Copy the whole URL again');
    await host.stop();
    expect(teams.requests).toHaveLength(1);
    expect(host.stderr).not.toContain(new URL(teams.url).pathname);
  });

  it('is made by the variables of the specification', async () => {
    const teams = await testTeams();
    const env = { TEAMS_ENABLED: 'true', TEAMS_WEBHOOK_URL: teams.url };
    const host = runHost({ cwd: await testFolder(), env });
    await publish(await host.listening(), ['web']);
    await teams.waitForAccepted(1);
    expect(await host.stop()).toBe(0);
    expect(missing(teams, ['web'])).toEqual([]);
    showsNothingOf(teams.url, host);
  });

  it('warns at a start and in a check that connectors are retired, and names the host of the URL alone', async () => {
    const url =
      'https://contoso.webhook.office.com/webhookb2/b1946ac92492d234@7c6a180b36b96a57/IncomingWebhook/92492d2347c6235b/4d236d9a2d102c5f';
    const warning = /contoso\.webhook\.office\.com belongs to an Office 365 connector/;
    const started = await hostFor(url);
    await started.listening();
    await started.saysOnStderr(warning);
    expect(await started.stop()).toBe(0);
    const env = { TEAMS_ENABLED: 'true', TEAMS_WEBHOOK_URL: url };
    const checked = runHost({ cwd: await testFolder(), env, args: ['check'] });
    await checked.saysOnStderr(warning);
    expect(await checked.exited).toBe(0);
    for (const host of [started, checked]) showsNothingOf(url, host);
  });
});
