import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { post } from '../support/events.js';
import type { HostProcess } from '../support/host-process.js';
import { createInstallation } from '../support/plugin-installation.js';
import { runHost } from '../support/run-host.js';

/** Whatever keeps a channel from running, from its package.json to its start. */
const FIXTURES = [
  ...['no-manifest', 'wrong-types', 'newer-api', 'entry-missing', 'dependency-missing', 'commonjs-in-es-module'],
  ...['throws-on-import', 'hangs-on-import', 'no-default-export', 'wrong-export', 'wrong-kind', 'garbled'],
  ...['create-throws', 'create-rubbish', 'create-hangs', 'start-throws', 'start-hangs'],
];

/** What a reload mends: Node has imported nothing of them. */
const NOT_IMPORTED = ['no-manifest', 'wrong-types', 'newer-api', 'entry-missing', 'garbled'];

const LIMITED = ', startTimeout: 5s';

/** Packages in a folder of the test's own, with a configuration that has an instance of each. */
async function brokenInstallation(fixtures: readonly string[]) {
  const installation = await createInstallation();
  onTestFinished(() => installation.remove());
  for (const fixture of fixtures) {
    if (fixture === 'garbled') await installation.installFiles('@broken/garbled', { 'package.json': '{ "name": ' });
    else await installation.installFixture(fixture);
  }
  const write = (more = '') => {
    const lines = fixtures.map(
      (each) => `  ${each}: { use: "@broken/${each}"${each.includes('hangs') ? LIMITED : ''} }\n`,
    );
    const head = 'apiVersion: headwind.sh/v1\nserver: { stopTimeout: 200ms }\n';
    return writeFile(join(installation.folder, 'headwind.yaml'), `${head}plugins:\n${lines.join('')}${more}`);
  };
  await write();
  return {
    installation,
    write,
    run: (): HostProcess => runHost({ cwd: installation.folder }),
    async mend() {
      for (const fixture of fixtures) await installation.installFixture('healthy', `@broken/${fixture}`);
    },
  };
}

async function allDelivered(host: HostProcess, fixtures: readonly string[]): Promise<void> {
  for (const fixture of fixtures) {
    await host.saysOnStderr(new RegExp(`"channel":"${fixture}","event":"update_completed".*"outcome":"delivered"`));
  }
}

describe('events for a plugin that is broken', () => {
  it('arrive when it is mended and the host has started again, whatever was wrong with it', async () => {
    const { run, mend } = await brokenInstallation(FIXTURES);
    const broken = run();
    expect((await post(await broken.listening(), EXAMPLE_PAYLOAD)).status).toBe(202);
    expect(await broken.stop()).toBe(0);
    expect(broken.stderr).not.toContain('"outcome":"delivered"');
    await mend();
    const host = run();
    await allDelivered(host, FIXTURES);
    expect(await (await fetch(`${await host.listening()}/readyz`)).json()).toMatchObject({ troubles: [] });
    expect(await host.stop()).toBe(0);
  });

  it('arrive after a reload where nothing of it had been imported', async () => {
    const { run, mend } = await brokenInstallation(NOT_IMPORTED);
    const host = run();
    const address = await host.listening();
    expect((await post(address, EXAMPLE_PAYLOAD)).status).toBe(202);
    await mend();
    expect((await fetch(`${address}/v1/reload`, { method: 'POST' })).status).toBe(200);
    await allDelivered(host, NOT_IMPORTED);
    expect(await (await fetch(`${address}/readyz`)).json()).toMatchObject({ status: 'ready', troubles: [] });
  });

  it('are stored as the manifest and `when` say, as far as it can be read', async () => {
    const { installation, run } = await brokenInstallation(['newer-api']);
    const headwind = { apiVersion: 2, kind: 'channel', name: 'newer', subscribes: ['rollback_*'] };
    await installation.installFiles('@broken/newer-api', { 'package.json': JSON.stringify({ headwind }) });
    const address = await run().listening();
    await post(address, EXAMPLE_PAYLOAD);
    const waiting = async () => (await fetch(`${address}/v1/channels/newer-api`)).json();
    expect(await waiting()).toMatchObject({ plugin: 'newer', state: 'failed', pending: 0 });
    await post(address, { ...EXAMPLE_PAYLOAD, event: 'rollback_completed' });
    expect(await waiting()).toMatchObject({ pending: 1 });
  });
});

describe('a reload', () => {
  it('is refused when it brings a plugin that is broken', async () => {
    const { installation, run, write } = await brokenInstallation(['healthy']);
    const host = run();
    const address = await host.listening();
    await installation.installFixture('no-manifest');
    await write('  another: { use: "@broken/no-manifest" }\n');
    const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
    expect(reply.status).toBe(422);
    expect(await reply.text()).toContain('@broken/no-manifest');
    await host.saysOnStderr(/headwind\.yaml:5:\d+ MANIFEST_MISSING/);
  });

  it('takes effect beside a plugin that was broken before', async () => {
    const { run, write } = await brokenInstallation(['healthy', 'throws-on-import']);
    const host = run();
    const address = await host.listening();
    await write('  another: { use: "@broken/healthy" }\n');
    const reply = await fetch(`${address}/v1/reload`, { method: 'POST' });
    expect(await reply.json()).toMatchObject({
      started: ['another'],
      warnings: expect.arrayContaining([
        'the instance throws-on-import did not start this time either (PLUGIN_IMPORT_FAILED)',
      ]),
    });
  });
});
