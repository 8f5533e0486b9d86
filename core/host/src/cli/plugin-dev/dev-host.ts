import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { isMapping } from '@headwind/plugin-loader/mapping';
import { z } from 'zod';
import { HOST_VARIABLES } from '../../config/settings.js';
import { READY_PATH } from '../../http/health-routes.js';
import { logDestination } from '../../log/log-destination.js';
import { Redactor } from '../../log/redactor.js';
import { isStartTrouble } from '../../start-trouble.js';
import type { Terminal } from '../terminal.js';

const readinessSchema = z.object({ troubles: z.array(z.string()) });

const CLI = fileURLToPath(new URL('../../cli.js', import.meta.url));

export interface DevHostOptions {
  /** The configuration. */
  readonly file: string;
  /** Where the queue is kept. */
  readonly data: string;
  /** `127.0.0.1:0` takes a free port. */
  readonly listen: string;
}

/** A host in a process of its own, in which every module of the plugin is as it was last built. */
export interface DevHost {
  /** `http://127.0.0.1:43117` */
  readonly url: string;
  /** Whether the plugin started; where it did not, the log has said why, and what is published waits for it. */
  readonly runsPlugin: boolean;
  /** Resolves when its process is gone. */
  readonly ended: Promise<void>;
  /** Stops it gracefully; resolves when its process is gone. */
  stop(): Promise<void>;
}

/**
 * Starts a host; its log goes to stderr, for a person to read where that is a terminal.
 *
 * @param signal ends it, also while it starts
 * @returns undefined when it ended instead of listening; it has said why
 */
export async function startDevHost(
  { file, data, listen }: DevHostOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<DevHost | undefined> {
  // A process group of its own, so that Ctrl-C reaches the command alone, which then stops the host.
  const child = spawn(process.execPath, [CLI, 'serve', '--config', file, '--data', data, '--listen', listen], {
    cwd: terminal.cwd,
    env: withoutHostVariables(terminal.env),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve()).once('error', () => resolve());
  });
  let isStopping = false;
  const stop = (): Promise<void> => {
    // A second signal would have it end at once.
    if (!isStopping) child.kill('SIGTERM');
    isStopping = true;
    return ended;
  };
  signal.addEventListener('abort', stop, { once: true });
  void ended.then(() => signal.removeEventListener('abort', stop));
  if (signal.aborted) void stop();
  const url = await Promise.race([listening(child, terminal), ended]);
  return url === undefined ? undefined : { url, runsPlugin: await hasStartedAll(url), ended, stop };
}

/** Passes on what the host prints. Resolves with its address, when its log says so. */
function listening(child: ChildProcess, { stdout, stderr }: Terminal): Promise<string> {
  const log = logDestination(stderr, new Redactor(), stderr.isTTY === true);
  child.stdout?.on('data', (text) => stdout.write(text));
  return new Promise((resolve) => {
    if (child.stderr === null) return;
    createInterface({ input: child.stderr }).on('line', (line) => {
      const entry = entryOf(line);
      if (entry === undefined) stderr.write(`${line}\n`);
      else log.write(`${line}\n`);
      if (typeof entry?.address === 'string' && entry.msg === 'listening') resolve(entry.address);
    });
  });
}

/** The host has this one plugin, and may have ended meanwhile. */
async function hasStartedAll(url: string): Promise<boolean> {
  try {
    const { troubles } = readinessSchema.parse(await (await fetch(`${url}${READY_PATH}`)).json());
    return !troubles.some(isStartTrouble);
  } catch {
    return false;
  }
}

function entryOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const entry: unknown = JSON.parse(line);
    return isMapping(entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** What the variables say is meant for the host that is in earnest: its tokens would shut the author out of this one. */
function withoutHostVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const own: readonly string[] = HOST_VARIABLES;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !own.includes(name)));
}
