import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type OpsgenieStandIn, startOpsgenie } from '../stand-ins/opsgenie.js';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runConfiguredHost } from '../support/run-host.js';

/** No real one. */
const API_KEY = 'b1946ac9-2492-d234-7c6a-180b36fd1a8c';

async function testOpsgenie(): Promise<OpsgenieStandIn> {
  const opsgenie = await startOpsgenie({ apiKey: API_KEY });
  onTestFinished(() => opsgenie.close());
  return opsgenie;
}

/** A host whose one channel is Opsgenie, its deliveries one after the other. */
async function hostFor(opsgenie: OpsgenieStandIn, apiKey = API_KEY): Promise<HostProcess> {
  return runConfiguredHost(
    await testFolder(),
    `
plugins:
  oncall:
    use: opsgenie
    concurrency: 1
    retry: { min: 10ms, max: 50ms }
    config: { apiKey: ${apiKey}, baseUrl: "${opsgenie.url}", responders: [{ type: team, name: platform }] }
`,
  );
}

/** Publishes an event of the specification's update of this workload; it must be acknowledged. */
async function publish(address: string, event: string, name = 'nginx', more: object = {}): Promise<void> {
  const deployment = { ...EXAMPLE_PAYLOAD.deployment, name };
  const response = await post(address, { ...EXAMPLE_PAYLOAD, event, deployment, ...more });
  expect(response.status).toBe(202);
}

describe('opsgenie through the whole host', () => {
  it('opens an alert, counts it up while it is open, and closes it', async () => {
    const opsgenie = await testOpsgenie();
    const address = await (await hostFor(opsgenie)).listening();
    for (const event of ['update_approved', 'update_failed', 'update_failed', 'update_completed']) {
      await publish(address, event);
    }
    const accepted = await opsgenie.waitForAccepted(3);
    expect(accepted.map(({ action }) => action)).toEqual(['open', 'open', 'close']);
    expect([...opsgenie.alerts]).toEqual([
      ['production/nginx/nginx nginx:1.25.0 -> nginx:1.26.0', { status: 'closed', count: 2, priority: 'P3' }],
    ]);
    expect(opsgenie.requests).toHaveLength(3);
  });

  it('closes by the events of a rollback what the failed update opened', async () => {
    const opsgenie = await testOpsgenie();
    const address = await (await hostFor(opsgenie)).listening();
    const undone = { currentImage: 'nginx:1.26.0', newImage: 'nginx:1.25.0' };
    await publish(address, 'update_failed');
    await publish(address, 'rollback_completed', 'nginx', {
      deployment: { ...EXAMPLE_PAYLOAD.deployment, ...undone },
    });
    await opsgenie.waitForAccepted(2);
    expect([...opsgenie.alerts.values()]).toEqual([{ status: 'closed', count: 1, priority: 'P3' }]);
  });

  it('raises the priority of the alert of a rollback that fails', async () => {
    const opsgenie = await testOpsgenie();
    const address = await (await hostFor(opsgenie)).listening();
    await publish(address, 'rollback_triggered');
    await publish(address, 'rollback_failed');
    await opsgenie.waitForAccepted(3);
    expect([...opsgenie.alerts.values()]).toEqual([{ status: 'open', count: 2, priority: 'P1' }]);
  });

  it('keeps to the limits with the longest texts that publishing allows', async () => {
    const opsgenie = await testOpsgenie();
    const host = await hostFor(opsgenie);
    const address = await host.listening();
    const deployment = {
      ...EXAMPLE_PAYLOAD.deployment,
      newImage: `registry.example.com/${'更'.repeat(900)}:1`,
      namespace: 'n'.repeat(63),
    };
    await publish(address, 'update_failed', 'nginx', { deployment, errorMessage: '<b>🚀'.repeat(3_000) });
    await publish(address, 'update_completed', 'nginx', { deployment });
    await opsgenie.waitForAccepted(2);
    expect([...opsgenie.alerts.values()]).toEqual([{ status: 'closed', count: 1, priority: 'P3' }]);
    expect(host.stderr).not.toContain('notification is a dead letter');
  });

  it('loses no event to a limited rate, a broken server, a broken connection, or an answer that is lost', async () => {
    const opsgenie = await testOpsgenie();
    const address = await (await hostFor(opsgenie)).listening();
    opsgenie.failNext({ status: 429, retryAfter: 1 });
    opsgenie.failNext({ status: 500 });
    opsgenie.failNext('reset');
    opsgenie.failNext({ status: 200, body: '<html>Sign in</html>' });
    opsgenie.failNext('lose answer');
    opsgenie.failNext({ status: 503, body: 'upstream connect error' });
    opsgenie.failNext({ status: 408 });
    opsgenie.failNext({ status: 429 });
    const names = Array.from({ length: 12 }, (_, index) => `workload-${index}`);
    for (const name of names) await publish(address, 'update_failed', name);
    await opsgenie.waitForAccepted(names.length + 1); // one of them twice, as its first answer was lost
    const entities = opsgenie.accepted.map(({ body }) => body.entity);
    expect(new Set(entities)).toEqual(new Set(names.map((name) => `production/${name}`)));
    expect([...opsgenie.alerts.values()].map(({ priority }) => priority)).toEqual(names.map(() => 'P3'));
    expect([...opsgenie.alerts.values()].filter(({ count }) => count > 1)).toHaveLength(1);
    expect(opsgenie.violations).toEqual([]);
  });

  it('obeys the hint of an unavailable service', async () => {
    const opsgenie = await testOpsgenie();
    const address = await (await hostFor(opsgenie)).listening();
    opsgenie.failNext({ status: 503, retryAfter: 1 });
    await publish(address, 'update_failed');
    await opsgenie.waitForAccepted(1);
    expect(opsgenie.requests).toHaveLength(2);
    expect(opsgenie.violations).toEqual([]);
  });

  it('repeats nothing that was refused for good, says what to do, and goes on', async () => {
    const opsgenie = await testOpsgenie();
    const host = await hostFor(opsgenie);
    const address = await host.listening();
    opsgenie.failNext({ status: 403 });
    opsgenie.failNext({ status: 422 });
    opsgenie.failNext({ status: 400 });
    opsgenie.failNext({ status: 404, body: '<html>not found</html>' });
    const names = ['forbidden', 'unprocessable', 'bad', 'not-found', 'accepted'];
    for (const name of names) await publish(address, 'update_failed', name);
    const accepted = await opsgenie.waitForAccepted(1);
    await host.saysOnStderr(/(notification is a dead letter.*){4}/s);
    expect(accepted.map(({ body }) => body.entity)).toEqual(['production/accepted']);
    expect(opsgenie.requests).toHaveLength(names.length);
    for (const advice of [
      'has the right to create',
      'refuses what the alert says',
      'refuses the request',
      'knows no such address',
    ]) {
      expect(host.stderr).toContain(advice);
    }
  });

  it('does not repeat what a wrong key sent, and never shows the key', async () => {
    const opsgenie = await testOpsgenie();
    const wrongKey = '00000000-1111-2222-3333-444444444444';
    const host = await hostFor(opsgenie, wrongKey);
    await publish(await host.listening(), 'update_failed');
    await host.saysOnStderr(/notification is a dead letter/);
    expect(host.stderr).toContain('Could not authenticate');
    expect(await host.stop()).toBe(0);
    expect(opsgenie.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /v2/alerts']);
    expect(host.stdout + host.stderr).not.toContain(wrongKey);
  });

  it('says at the start when Opsgenie ends, unless alerts go elsewhere', async () => {
    const opsgenie = await testOpsgenie();
    const elsewhere = await hostFor(opsgenie);
    await elsewhere.listening();
    expect(elsewhere.stderr).not.toContain('when Opsgenie ends');
    const yaml = `plugins: { oncall: { use: opsgenie, config: { apiKey: ${API_KEY}, region: eu } } }\n`;
    const host = await runConfiguredHost(await testFolder(), yaml);
    await host.saysOnStderr(/"level":"warn".*api\.eu\.opsgenie\.com answers until 5 April 2027/);
  });
});
