import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runHost } from '../support/run-host.js';
import { anyRequests, anyRequestsAsBytes, SECRET, VARIANTS } from './any-request.js';
import { type EventReceiver, startEventReceiver } from './event-receiver.js';
import { type Answer, Sender } from './sender.js';

/** Requests under way at once. */
const AT_ONCE = 100;

/** For each route: together with the other, and with those that are no HTTP any more, 100,000. */
const REQUESTS = 46_000;
const REQUESTS_IN_BYTES = 4_000;

/** The old generation of the host's heap: what one request left behind a hundred thousand times would not fit. MiB. */
const HEAP = 64;

/** What the host may take beyond what it took after the first half: buffers outside of its heap. MiB. */
const MOST_GROWTH = 64;

const PATHS = ['/v1/events', '/v1/headwind'];

describe('any request at all', () => {
  it('to a route that takes events is answered without trouble, leaves no memory behind, and stores nothing malformed', async () => {
    const { host, sender, receiver } = await startFuzzedHost();
    const answers: Answer[] = [];
    const take = (given: readonly Answer[]): void => {
      expect(given.filter(({ status }) => status >= 500)).toEqual([]);
      answers.push(...given);
    };
    const residentAfter: number[] = [];
    for (const path of PATHS) {
      await fc.assert(
        fc.asyncProperty(batchOf(anyRequests(path)), async (requests) =>
          take(await Promise.all(requests.flat().map((request) => sender.send(request)))),
        ),
        { numRuns: REQUESTS / AT_ONCE },
      );
      residentAfter.push(await sender.residentMebibytes());
    }
    // What was acknowledged, and nothing else, is stored and delivered.
    const missing = () => acknowledgedIn(answers).filter((id) => !receiver.ids.has(id));
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 60_000, interval: 100 });
    expect(receiver.ids.size).toBe(acknowledgedIn(answers).length);

    // A host that hangs up on what is no HTTP may take the answer to what came before with it.
    for (const path of PATHS) {
      await fc.assert(
        fc.asyncProperty(batchOf(anyRequestsAsBytes(path)), async (requests) =>
          take((await Promise.all(requests.flat().map((bytes) => sender.sendBytes(bytes)))).flat()),
        ),
        { numRuns: REQUESTS_IN_BYTES / AT_ONCE },
      );
    }
    await vi.waitFor(() => expect(missing()).toEqual([]), { timeout: 60_000, interval: 100 });
    expect(receiver.malformed).toEqual([]);
    expect(host.stderr).not.toContain('a request failed unexpectedly');
    const [afterFirst = 0, afterSecond = 0] = residentAfter;
    expect(afterSecond - afterFirst).toBeLessThan(MOST_GROWTH);
    expect(await host.stop()).toBe(0);

    // Had every request been refused for the same reason, this would have tried nothing.
    const statuses = [...new Set(answers.map(({ status }) => status))].sort();
    expect(statuses).toEqual(expect.arrayContaining([202, 400, 401, 405, 415, 422]));
    expect(receiver.ids.size).toBeGreaterThan(REQUESTS / 20);
    const sent = PATHS.length * (REQUESTS + REQUESTS_IN_BYTES);
    process.stdout.write(
      `fuzz: ${sent} requests, ${answers.length} answers (${statuses.join(', ')}), ${receiver.ids.size} events\n`,
    );
  }, 900_000);
});

function acknowledgedIn(answers: readonly Answer[]): readonly string[] {
  return [...new Set(answers.flatMap(({ acknowledged }) => acknowledged))];
}

function batchOf<Requests>(request: fc.Arbitrary<Requests>): fc.Arbitrary<Requests[]> {
  return fc.array(request, { minLength: AT_ONCE / VARIANTS, maxLength: AT_ONCE / VARIANTS });
}

async function startFuzzedHost(): Promise<{ host: HostProcess; sender: Sender; receiver: EventReceiver }> {
  const folder = await testFolder();
  const receiver = await startEventReceiver();
  const configuration = `apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0, headwind: { secrets: ["${SECRET}"], scheme: legacy } }
log: { levels: { well: warn } }
plugins:
  well: { use: webhook, config: { url: "${receiver.url}" } }
  metrics: { use: metrics }
`;
  await writeFile(join(folder, 'headwind.yaml'), configuration);
  const host = runHost({ cwd: folder, env: { NODE_OPTIONS: `--max-old-space-size=${HEAP}` } });
  return { host, sender: new Sender(await host.listening()), receiver };
}
