import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { startHost } from '@headwind/host/host';
import { publishMany } from './drafts.js';
import { median, shown } from './figures.js';
import { startSinkHere } from './sink.js';
import { ThrottledServer } from './throttled-server.js';

const ROUNDS = 5;
const EVENTS = 500;
const PUBLISHERS = 64;
/** How long the throttled Slack is watched. Milliseconds. */
const WATCHED_MS = 20_000;

/** What a Slack that takes one message a second does to the channel beside it, with 500 events behind it. */
export async function measureThrottledSlack(): Promise<void> {
  const alone: number[] = [];
  const beside: number[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const times = { alone: await webhookTime(undefined), beside: await besideThrottledSlack(0) };
    // The first round warms both up.
    if (round > 0) {
      alone.push(times.alone);
      beside.push(times.beside.webhookMs);
    }
  }
  const { accepted, refused } = await besideThrottledSlack(WATCHED_MS);
  process.stdout.write(
    `A webhook takes ${EVENTS} events: alone, and beside a Slack that takes one message a second\n` +
      `  alone   ${shown(median(alone)).padStart(10)} ms   (${alone.map(shown).join(', ')})\n` +
      `  beside  ${shown(median(beside)).padStart(10)} ms   (${beside.map(shown).join(', ')})\n` +
      `  Slack in ${WATCHED_MS / 1000} s: ${accepted} taken, ${refused} refused with 429\n\n`,
  );
}

async function besideThrottledSlack(watchedMs: number) {
  const slack = new ThrottledServer();
  const url = await slack.listen();
  const webhookMs = await webhookTime(url, watchedMs);
  slack.close();
  const { accepted, refused } = slack;
  return { webhookMs, accepted, refused };
}

/** @returns how long the webhook takes for all events, in milliseconds */
async function webhookTime(slackUrl: string | undefined, watchedMs = 0): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const sink = await startSinkHere();
  const file = join(folder, 'headwind.yaml');
  await writeFile(file, configuration(sink.url, slackUrl));
  const host = await startHost({ file, env: {}, cwd: folder });
  const begun = Date.now();
  const reached = sink.reached(EVENTS);
  await publishMany((drafts) => host.publish(drafts, 'bench'), EVENTS, PUBLISHERS);
  const tookMs = (await reached) - begun;
  await setTimeout(watchedMs);
  await host.stop();
  await sink.stop();
  await rm(folder, { recursive: true });
  return tookMs;
}

function configuration(url: string, slackUrl: string | undefined): string {
  const slack = `  team-slack: { use: slack, config: { webhookUrl: "${slackUrl}/services/T00000000/B00000000/XXXXXXXX" } }\n`;
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0, stopTimeout: 1s }
log: { level: error }
plugins:
  sink: { use: webhook, config: { url: "${url}", secrets: [bench-secret] } }
${slackUrl === undefined ? '' : slack}`;
}
