import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHost } from './host.js';
import { linesTo, NO_LOG } from './log/lines-to-log.js';
import type { Notifier, NotifierFile, NotifierOptions } from './notifier.js';
import type { NotifierConfig } from './notifier-config.js';
import type { HostOptions } from './prepare.js';
import { requireObserver } from './require-observer.js';
import { RunningNotifier } from './running-notifier.js';

/** How long the server of a queue is waited for at first; then in the background. Milliseconds. */
const SERVER_LIMIT_MS = 10_000;

/**
 * Starts the bus in this process: the same queue, channels, retries and guarantees as the program `headwind-notify` has,
 * without its command line. Of the environment only what references (`${env:NAME}`) name is read, and the proxy; there is
 * no HTTP API unless `server.listen` is given; signals and uncaught errors are left to the program. Where the queue is on a
 * server that is away for longer than 10 seconds, the notifier is there without it: publishing is refused with
 * `QUEUE_UNAVAILABLE` until the server is back.
 *
 * @param config what `headwind.yaml` says, as an object, or `{ file }`, which names one
 * A plugin whose package is broken, or that does not start, makes nothing reject: that is logged, its channel's status is
 * `failed`, and what is published for it waits.
 *
 * @throws ConfigurationError, which lists every problem of the configuration; `QUEUE_LOCKED`, `QUEUE_UNAVAILABLE`,
 * `QUEUE_DAMAGED`, `QUEUE_VERSION_UNSUPPORTED` and `LISTEN_FAILED` as errors with a `code`; TypeError where an observer is no
 * function. Then nothing is left running.
 */
export async function createNotifier(
  config: NotifierConfig | NotifierFile,
  options: NotifierOptions = {},
): Promise<Notifier> {
  const observers = Object.entries(options.observers ?? {});
  for (const [name, observe] of observers) requireObserver(name, observe);
  const host = await createHost(hostOptions(config, options));
  for (const [name, observe] of observers) host.observe(name, observe);
  await host.start();
  await host.startedWithin(SERVER_LIMIT_MS);
  return new RunningNotifier(host);
}

function hostOptions(
  config: NotifierConfig | NotifierFile,
  { cwd = process.cwd(), env = process.env, log }: NotifierOptions,
): HostOptions {
  return {
    ...(isFile(config) ? { file: pathOf(config) } : { given: config ?? null }),
    ...(log !== undefined && { logOutput: log === false ? NO_LOG : linesTo(log) }),
    embedded: true,
    env,
    cwd: resolve(cwd),
  };
}

/** With any other key beside it, `file` is one that the configuration does not know, and reported. */
function isFile(config: NotifierConfig | NotifierFile): config is NotifierFile {
  return Object.keys(config ?? {}).join() === 'file';
}

function pathOf({ file }: NotifierFile): string {
  return file instanceof URL ? fileURLToPath(file) : file;
}
