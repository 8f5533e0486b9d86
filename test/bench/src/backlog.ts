import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Bus } from '@headwind/bus';
import { openSqliteStorage } from '@headwind/queue-sqlite';
import { publishMany } from './drafts.js';
import { shown } from './figures.js';
import { silentLog } from './silent-log.js';
import { startSinkProcess } from './sink.js';

const BACKLOGS = [1_000, 1_000_000];

/**
 * Resident memory, and the time from the start of the process to the first delivery, by the size of the backlog. The channel is
 * rate limited, so that both deliver the same in the same time and differ in the backlog alone.
 */
export async function measureBacklog(): Promise<void> {
  process.stdout.write('A host that starts on a backlog\n');
  for (const backlog of BACKLOGS) {
    const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
    const sink = await startSinkProcess();
    await fill(join(folder, 'queue.db'), backlog);
    const file = join(folder, 'headwind.yaml');
    await writeFile(file, configuration(sink.url));
    const first = sink.reached(1);
    const begun = Date.now();
    const child = fork(fileURLToPath(new URL('./backlog-process.js', import.meta.url)), [file]);
    const firstAt = await first;
    const [residentMiB] = (await once(child, 'message')) as [number];
    process.stdout.write(
      `  ${shown(backlog).padStart(9)} deliveries: ${residentMiB.toFixed(0)} MiB resident, first delivery after ${shown(firstAt - begun)} ms\n`,
    );
    child.disconnect();
    await once(child, 'exit');
    await sink.stop();
    await rm(folder, { recursive: true });
  }
}

async function fill(path: string, count: number): Promise<void> {
  const { queue } = await openSqliteStorage({ path, maxPending: 2 * count, retentionMs: 3_600_000 });
  const bus = new Bus({ queue, log: silentLog });
  bus.addChannel('sink', 'sink', () => true);
  await publishMany((drafts) => bus.publish(drafts, 'bench'), count, 500);
  await bus.stop(0);
  await queue.close();
}

function configuration(url: string): string {
  return `
apiVersion: headwind.sh/v1
server: { listen: 127.0.0.1:0 }
queue: { type: sqlite, path: ./queue.db, maxPending: 2000000 }
log: { level: error }
plugins:
  sink:
    use: webhook
    rateLimit: { perSecond: 300, burst: 16 }
    config: { url: "${url}", secrets: [bench-secret] }
`;
}
