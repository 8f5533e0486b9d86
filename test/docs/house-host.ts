import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { post } from '../support/events.js';
import { HostProcess } from '../support/host-process.js';
import type { Services } from './services.js';

/** An event that Slack refuses: what it becomes is shown by the pages. */
const REFUSED = {
  id: 'nginx-1.26.0',
  event: 'update_completed',
  timestamp: '2025-11-06T10:30:00Z',
  deployment: { name: 'web', namespace: 'production', currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
};

const deadLetters = z.object({ deliveries: z.array(z.unknown()) });

/** The host of the pages that show no configuration: two channels, and a delivery that became a dead letter. */
export interface HouseHost {
  readonly url: string;
  readonly configuration: string;
  stop(): Promise<void>;
}

/** @param folder is made */
export async function startHouseHost(folder: string, { slack, receiver }: Services): Promise<HouseHost> {
  const configuration = `apiVersion: headwind.sh/v1
plugins:
  team-slack:
    use: slack
    rateLimit: { perSecond: 1000, burst: 1000 }
    config: { webhookUrl: "${slack.webhookUrl}" }
  oncall:
    use: webhook
    config: { url: "${receiver.url}", secrets: [a-secret-of-the-receiver] }
  metrics: { use: metrics }
`;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'headwind.yaml'), configuration);
  const host = new HostProcess({ args: ['serve', '--listen', '127.0.0.1:0'], cwd: folder });
  const url = await host.listening();
  slack.failNext({ status: 404, body: 'no_service' });
  await post(url, REFUSED);
  await vi.waitFor(async () => expect(await deadOf(url)).toHaveLength(1), { timeout: 30_000 });
  return { url, configuration, stop: async () => void (await host.stop()) };
}

async function deadOf(url: string): Promise<readonly unknown[]> {
  const answer = await fetch(`${url}/v1/deliveries?state=dead`);
  return deadLetters.parse(await answer.json()).deliveries;
}
