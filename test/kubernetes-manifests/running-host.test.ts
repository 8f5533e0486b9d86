import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { HostProcess } from '../support/host-process.js';
import { postRecorded, recorded, signatureOf } from '../support/operator.js';
import { runHost } from '../support/run-host.js';
import { configurationOnDisk } from './host-configuration.js';
import { describeWithKubectl } from './installed.js';
import { type Overlay, rendered } from './rendered.js';

const VOLUME = '/var/lib/headwind';

interface Pod {
  readonly host: HostProcess;
  readonly address: string;
  /** What a mounted file has in it. */
  secret(path: string): Promise<string>;
}

/** The host of an overlay as in its pod, but for folders of the running test's own and a free port of loopback. */
async function podOf(overlay: Overlay): Promise<Pod> {
  const file = await configurationOnDisk(rendered(overlay));
  const folder = dirname(file);
  const yaml = await readFile(file, 'utf8');
  await writeFile(file, yaml.replace('":8080"', '127.0.0.1:0').replace(VOLUME, join(folder, VOLUME)));
  const env = { HEADWIND_CONFIG: file, KUBECONFIG: join(folder, 'none') };
  const host = runHost({ cwd: folder, env });
  return {
    host,
    address: await host.listening(),
    secret: (path) => readFile(join(folder, '/run/secrets', path), 'utf8'),
  };
}

const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describeWithKubectl('the host of an overlay', () => {
  it('takes events from the operator, prints them, and tells Prometheus', async () => {
    const { host, address, secret } = await podOf('embedded');
    const body = await recorded('update_failed');
    const signature = signatureOf('legacy', await secret('webhook-secret/hmac-key'), body);
    expect((await postRecorded(address, body, signature)).status).toBe(202);
    await host.saysOnStdout(/Update Failed|update_failed/);

    expect((await fetch(`${address}/metrics`)).status).toBe(401);
    const scrape = await fetch(`${address}/metrics`, bearer(await secret('headwind-notifications/read-token')));
    expect(await scrape.text()).toContain('headwind_notifications_sent_total 1');
    expect(await host.stop()).toBe(0);
  });

  it('takes events although the cluster is not reached, and stays in its Service', async () => {
    const { address, secret } = await podOf('staging');
    const ready = await fetch(`${address}/readyz`);
    expect(ready.status).toBe(200);
    const body = await recorded('update_failed');
    const token = await secret('headwind-notifications/publish-token');
    const answer = await fetch(`${address}/v1/events`, {
      method: 'POST',
      headers: { ...bearer(token).headers, 'content-type': 'application/json' },
      body,
    });
    expect(answer.status).toBe(202);
  });
});
