import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startBullmq } from './bullmq-system.js';
import { median, perSecond, shown } from './figures.js';
import { startEmbeddedQueue } from './headwind-system.js';
import { versionOf } from './installed.js';
import { startFlushedJetStream, startJetStream } from './jetstream-system.js';
import type { Publication } from './publisher.js';
import type { QueueSetting, QueueSystem } from './queue-system.js';
import { type Sink, startSinkProcess } from './sink.js';

/** The type of a file system in memory: https://man7.org/linux/man-pages/man2/statfs.2.html, `TMPFS_MAGIC`. */
const TMPFS = 0x01021994;

const ROUNDS = 5;
const CONCURRENCY = 64;

const PUBLICATIONS: readonly Publication[] = [
  { count: 5_000, batch: 1, publishers: 64 },
  { count: 5_000, batch: 100, publishers: 4 },
];

interface Candidate {
  readonly start: (setting: QueueSetting) => Promise<QueueSystem>;
  /** The server it needs, which Debian has as a package of that name. */
  readonly command?: string;
}

const CANDIDATES: readonly Candidate[] = [
  { start: startEmbeddedQueue },
  { start: startBullmq, command: 'redis-server' },
  { start: startJetStream, command: 'nats-server' },
  { start: startFlushedJetStream, command: 'nats-server' },
];

interface Measured {
  readonly system: QueueSystem;
  /** Notifications a second, one a round. */
  readonly rates: readonly number[];
}

/**
 * The same events through each queue in turn to one receiver, from the first publish to the last arrival. All are stored
 * in one folder, and each publisher waits until its event is.
 */
export async function measureQueues(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'headwind-bench-'));
  const sink = await startSinkProcess();
  const systems: QueueSystem[] = [];
  process.stdout.write(`Published durably and delivered, ${CONCURRENCY} deliveries at once, below ${folder}\n`);
  if ((await statfs(folder)).type === TMPFS) {
    process.stdout.write('  which is in memory, where flushing costs nothing: set TMPDIR to a folder on a disk\n');
  }
  try {
    for (const candidate of installed()) {
      const setting = { folder: join(folder, String(systems.length)), url: sink.url, concurrency: CONCURRENCY };
      await mkdir(setting.folder);
      const system = await candidate.start(setting);
      systems.push(system);
      process.stdout.write(`  ${system.name.padEnd(20)} ${system.promise}\n`);
    }
    process.stdout.write('\n');
    for (const publication of PUBLICATIONS) print(publication, await compare(systems, publication, sink));
  } finally {
    for (const system of systems) await system.stop();
    await sink.stop();
    await rm(folder, { recursive: true });
  }
}

/** Says which servers there are, and which measurements there cannot be without one. */
function installed(): readonly Candidate[] {
  const versions = new Map<string, string | undefined>();
  for (const { command } of CANDIDATES) if (command !== undefined) versions.set(command, versionOf(command));
  for (const [command, version] of versions) {
    process.stdout.write(`  ${command}: ${version ?? 'not installed, so it is left out'}\n`);
  }
  return CANDIDATES.filter(({ command }) => command === undefined || versions.get(command) !== undefined);
}

/** In turn, so that all meet the same machine. */
async function compare(
  systems: readonly QueueSystem[],
  publication: Publication,
  sink: Sink,
): Promise<readonly Measured[]> {
  const measured = systems.map((system) => ({ system, rates: [] as number[] }));
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const { system, rates } of measured) {
      await sink.reset();
      const begun = Date.now();
      const reached = sink.reached(publication.count);
      await system.publish(publication);
      const rate = perSecond(publication.count, (await reached) - begun);
      // The first round warms all up.
      if (round > 0) rates.push(rate);
    }
  }
  return measured;
}

/** Medians, how they compare with those of the first two systems, and each round. */
function print({ count, batch, publishers }: Publication, measured: readonly Measured[]): void {
  const references = measured.slice(0, 2);
  const titles = references.map(({ system }) => `to ${system.name}`);
  process.stdout.write(
    `  ${shown(count)} events, ${publishers} publishers, ${batch} at a time\n` +
      `    ${''.padEnd(20)} ${'median /s'.padStart(10)}   ${titles.join('   ')}   rounds\n`,
  );
  for (const { system, rates } of measured) {
    const ratios = references.map((reference, at) =>
      (median(rates) / median(reference.rates)).toFixed(2).padStart(titles[at]?.length ?? 0),
    );
    process.stdout.write(
      `    ${system.name.padEnd(20)} ${shown(median(rates)).padStart(10)}   ${ratios.join('   ')}   ${rates.map(shown).join(', ')}\n`,
    );
  }
  process.stdout.write('\n');
}
