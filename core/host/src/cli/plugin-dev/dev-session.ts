import { join } from 'node:path';
import type { EventKind } from '@headwind/plugin-api';
import { ApiClient } from '../api-client.js';
import { postEvents } from '../post-events.js';
import { printableLine } from '../printable.js';
import { reportError } from '../report-error.js';
import { samplePayload } from '../sample-event.js';
import { settingsFromFile } from '../settings-file.js';
import type { Terminal } from '../terminal.js';
import { buildPlugin } from './build-plugin.js';
import { writeDevConfiguration } from './dev-configuration.js';
import { type DevHost, startDevHost } from './dev-host.js';
import { readDeveloped } from './developed-package.js';
import { Requests } from './requests.js';

export interface DevSessionOptions {
  /** Of the plugin's package. */
  readonly folder: string;
  /** A folder of this session's own, for the queue and the configuration. */
  readonly home: string;
  /** A file with the plugin's configuration. */
  readonly settings: string | undefined;
}

/** A host that is up, and how to talk to it. */
interface Live {
  readonly host: DevHost;
  readonly client: ApiClient;
}

const WAITING = 'waiting for the next save';
const NOT_RUNNING = `the plugin is not running, and what is published waits for it; ${WAITING}`;

/**
 * Builds a plugin and runs it, again and again.
 *
 *   building ──built──▶ stopping the last host ──▶ starting ──listens──▶ running ──saved──▶ building
 *     │    │                                          │                     │
 *     │    └──fails, a host runs──▶ running           └──ends──┐            └──the host ends──┐
 *     └──fails, none runs──────────────────────────────────────┴──▶ broken ◀──────────────────┘
 *                                                                      └──saved──▶ building
 *
 * Running, the host may be without its plugin, which did not start. The key r counts as a save. The last host goes on until the build is done, and saves during a round make one more. Every
 * host is a process of its own, because Node imports a module only once; they share one queue, so that what is pending
 * when the plugin is swapped goes to the next one. Quitting ends it in every state.
 */
export class DevSession {
  readonly #options: DevSessionOptions;
  readonly #terminal: Terminal;
  readonly #requests = new Requests();
  /** The same after every swap. */
  #listen = '127.0.0.1:0';
  #live: Live | undefined;

  constructor(options: DevSessionOptions, terminal: Terminal) {
    this.#options = options;
    this.#terminal = terminal;
  }

  /** Has the plugin built and swapped once more. */
  readonly rebuild = (): void => this.#requests.add();

  /** Goes on until the signal; then nothing of it is running. */
  async run(signal: AbortSignal): Promise<void> {
    signal.addEventListener('abort', this.#requests.add, { once: true });
    while (!signal.aborted) {
      await this.#round(signal).catch((error: unknown) => {
        if (signal.aborted) return;
        reportError(error, this.#terminal);
        this.#say(WAITING);
      });
      await this.#requests.next();
    }
    await this.#stopHost();
  }

  /** Publishes a sample of each of these kinds. */
  async publish(kinds: readonly EventKind[]): Promise<void> {
    if (this.#live === undefined) {
      this.#say('nothing is published, for no host is running');
      return;
    }
    try {
      await postEvents(this.#live.client, JSON.stringify(kinds.map(samplePayload)));
      this.#say(`published ${kinds.join(', ')}`);
    } catch (error) {
      reportError(error, this.#terminal);
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { folder, home, settings } = this.#options;
    const { name, version, example } = await readDeveloped(folder);
    const config = settings === undefined ? (example ?? {}) : await settingsFromFile(settings, this.#terminal);
    this.#say(`building ${name} ${version}`);
    const failure = await buildPlugin(folder, this.#terminal, signal);
    if (signal.aborted) return;
    if (failure !== undefined) {
      const goesOn = this.#live === undefined ? '' : 'the plugin that was built before goes on; ';
      this.#say(`${failure}; ${goesOn}${WAITING}`);
      return;
    }
    await this.#stopHost();
    const file = join(home, 'headwind.yaml');
    await writeDevConfiguration(file, folder, config);
    const host = await startDevHost({ file, data: home, listen: this.#listen }, this.#terminal, signal);
    if (host === undefined) {
      if (!signal.aborted) this.#say(`the plugin is not running; ${WAITING}`);
      return;
    }
    this.#goLive(host, signal);
    this.#say(host.runsPlugin ? `running ${name} ${version} at ${host.url}` : NOT_RUNNING);
  }

  #goLive(host: DevHost, signal: AbortSignal): void {
    this.#listen = new URL(host.url).host;
    const live = { host, client: new ApiClient({ base: host.url, tokenAdvice: '' }) };
    this.#live = live;
    void host.ended.then(() => {
      if (this.#live !== live) return;
      this.#live = undefined;
      if (!signal.aborted) this.#say(`the host has ended; ${WAITING}`);
    });
  }

  async #stopHost(): Promise<void> {
    const live = this.#live;
    this.#live = undefined;
    await live?.host.stop();
  }

  #say(text: string): void {
    this.#terminal.stderr.write(`${printableLine(text)}\n`);
  }
}
