import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { onTestFinished } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runConfiguredHost } from '../support/run-host.js';
import { type Sample, samplesIn } from './samples.js';

export const PUBLISH_TOKEN = 'publish-token';
export const READ_TOKEN = 'read-token';
export const OPERATE_TOKEN = 'operate-token';
export const METRICS_TOKEN = 'metrics-token';

/** A host with a webhook to a receiver, and metrics both on its own port and on one of theirs. */
export interface MetricsHost {
  readonly folder: string;
  readonly process: HostProcess;
  readonly address: string;
  /** The URL of the metrics on a port of their own. */
  readonly metricsUrl: string;
  readonly receiver: Receiver;
  /** Publishes one event, each of its own id unless given. */
  publish(id?: string): Promise<void>;
  /** Asks with the token that may do everything. */
  ask(method: string, path: string, body?: unknown): Promise<Response>;
  scrape(): Promise<Sample[]>;
}

export function configurationOf(receiverUrl: string): string {
  return `
server:
  listen: 127.0.0.1:0
  tokens:
    - ${PUBLISH_TOKEN}
    - { token: ${READ_TOKEN}, role: read }
    - { token: ${OPERATE_TOKEN}, role: operate }
plugins:
  hook:
    use: webhook
    retry: { min: 1ms, max: 1ms, maxRetries: 1 }
    config: { url: "${receiverUrl}" }
  metrics:
    use: metrics
    config: { listen: "127.0.0.1:0", token: ${METRICS_TOKEN} }
`;
}

export async function startMetricsHost(): Promise<MetricsHost> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  const folder = await testFolder();
  const process = await runConfiguredHost(folder, configurationOf(receiver.url));
  const [, metricsUrl = ''] = await process.saysOnStderr(/"address":"(http:[^"]+\/metrics)"/);
  const [, address = ''] = await process.saysOnStderr(/"address":"(http:[^"]+\d)"/);
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(`${address}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${OPERATE_TOKEN}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  let published = 0;
  return {
    folder,
    process,
    address,
    metricsUrl,
    receiver,
    ask,
    async publish(id) {
      published += 1;
      const event = { ...EXAMPLE_PAYLOAD, id: id ?? `e${published}` };
      const response = await post(address, event, { authorization: `Bearer ${PUBLISH_TOKEN}` });
      if (response.status !== 202) throw new Error(`publishing was answered ${response.status}`);
    },
    scrape: async () => samplesIn(await (await ask('GET', '/metrics')).text()),
  };
}
