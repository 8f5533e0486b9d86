import { isDeepStrictEqual } from 'node:util';
import type { Bus } from '@headwind/bus';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { ConfigurationStatus } from '@headwind/plugin-api';
import type { ConfigFiles } from '../config/config-files.js';
import type { AccessToken, HeadwindConfig, HostConfig } from '../config/host-config.js';
import type { ReloadRefusal, ReloadResult } from '../http/steering.js';
import type { Instances } from '../instances.js';
import type { LogLevels } from '../log/log-levels.js';
import type { Prepared } from '../prepare.js';
import { applyReload } from './apply-reload.js';
import { forgottenChannels, forgottenText } from './forgotten-channels.js';
import { InstancesNotStarted } from './instances-not-started.js';
import { problemsOf, startProblems } from './reload-problems.js';
import { reloadedInstances } from './reload-result.js';
import type { ReplaceableHttp } from './replaceable-http.js';
import { packageWarnings, restartWarnings, tokensAfter } from './restart-warnings.js';

/** What a configuration takes effect in. */
export interface LiveParts {
  /** What the host is started with, and what that was read from. */
  readonly config: HostConfig;
  readonly files: ConfigFiles;
  readonly instances: Instances;
  readonly bus: Bus;
  readonly queue: Pick<DeliveryQueue, 'depths'>;
  readonly http: ReplaceableHttp;
  readonly access: { replaceTokens(tokens: readonly AccessToken[]): void };
  readonly signatures: { replace(config: HeadwindConfig): void };
  readonly levels: LogLevels;
  /** Milliseconds since the epoch. @defaultValue Date.now */
  readonly now?: () => number;
}

/** The digits of the hash that a status shows. */
const HASH_LENGTH = 12;

/** The configuration that is live, and how another one takes its place. */
export class LiveConfiguration {
  readonly #parts: LiveParts;
  readonly #now: () => number;
  #config: HostConfig;
  #status: ConfigurationStatus;

  constructor(parts: LiveParts) {
    const { config, files, now = Date.now } = parts;
    this.#parts = parts;
    this.#now = now;
    this.#config = config;
    this.#status = { ...hashOf(config, files), loadedAt: now() };
  }

  /** Of `server` and `queue`, what only a start can change is as the file says, not as it is. */
  get config(): HostConfig {
    return this.#config;
  }

  get status(): ConfigurationStatus {
    return this.#status;
  }

  /** Remembers what became of a reload. */
  reloaded(ok: boolean): void {
    this.#status = { ...this.#status, lastReload: { at: this.#now(), ok } };
  }

  /**
   * Has a configuration take effect that was read anew: all of it or, where anything is wrong, nothing.
   *
   * @param stopping aborted when the host begins to stop
   * @throws `BUS_STOPPING` when the host stops before it takes effect
   */
  async apply(prepared: Prepared, stopping: AbortSignal): Promise<ReloadResult | ReloadRefusal> {
    const { instances, bus, http } = this.#parts;
    const { config, plugins, locate } = prepared;
    const problems = problemsOf(prepared, this.#config.origin);
    if (config === undefined || problems.length > 0) return { problems };
    const before = this.#config;
    const outdated = packageWarnings(
      instances.live.map(({ loaded }) => loaded),
      plugins,
    );
    // Before anything starts: what is new may need an address that was refused until now.
    if (!isDeepStrictEqual(before.network, config.network)) http.offer(config.network);
    try {
      const kept: string[] = [];
      const work = await applyReload(plugins, { instances, bus, stopping }, () => {
        kept.push(...this.#commit(config, prepared.files));
      });
      const { warnings, ...names } = reloadedInstances(work);
      return {
        ...names,
        warnings: [
          ...prepared.warnings,
          ...restartWarnings(this.#parts.config, config),
          ...kept,
          ...outdated,
          ...warnings,
          ...(await this.#forgotten()),
        ],
      };
    } catch (error) {
      http.withdraw();
      if (error instanceof InstancesNotStarted) return { problems: startProblems(error, locate) };
      throw error;
    }
  }

  /** One sentence for each channel that is gone and that deliveries wait for. That a queue is broken is told elsewhere. */
  async #forgotten(): Promise<readonly string[]> {
    const { queue, instances } = this.#parts;
    const forgotten = await forgottenChannels(queue, instances.channels).catch(() => []);
    return forgotten.map(forgottenText);
  }

  /** @returns warnings */
  #commit(config: HostConfig, files: ConfigFiles): readonly string[] {
    const { access, signatures, http, levels } = this.#parts;
    http.accept();
    const { tokens, warnings } = tokensAfter(this.#parts.config, this.#config.server.tokens, config);
    access.replaceTokens(tokens);
    signatures.replace(config.server.headwind);
    // What was set while the host runs stays until the configuration says something else.
    if (!isDeepStrictEqual(this.#config.log, config.log)) levels.apply(config.log);
    this.#config = { ...config, server: { ...config.server, tokens } };
    const { hash: _, ...status } = this.#status;
    this.#status = { ...status, ...hashOf(config, files), loadedAt: this.#now() };
    return warnings;
  }
}

function hashOf({ origin }: HostConfig, files: ConfigFiles): { readonly hash?: string } {
  const hash = 'path' in origin ? files.get(origin.path)?.slice(0, HASH_LENGTH) : undefined;
  return hash === undefined ? {} : { hash };
}
