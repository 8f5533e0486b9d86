import type { PluginLog } from '@headwind/plugin-api';
import type { Logger } from 'pino';
import type { LogConfig, LogLevel } from '../config/host-config.js';
import { hostLog } from './host-log.js';

/** The logs of one instance, for as long as the host runs: instances come and go under one name. */
interface InstanceLogs {
  readonly loggers: readonly Logger[];
  readonly plugin: PluginLog;
  readonly lane: PluginLog;
}

/**
 * The least that is logged, by the host and by each instance: as the configuration says, until somebody says otherwise,
 * the configuration says something else, or the host starts anew.
 */
export class LogLevels {
  readonly #root: Logger;
  readonly #logs = new Map<string, InstanceLogs>();
  #config: LogConfig;

  constructor(root: Logger, config: LogConfig) {
    this.#root = root;
    this.#config = config;
    this.#root.level = config.level;
  }

  /** Of the host, and of each instance without one of its own. */
  get level(): LogLevel {
    return this.#config.level;
  }

  /** Of the instances that have one of their own. */
  get levels(): Readonly<Record<string, LogLevel>> {
    return this.#config.levels;
  }

  /** @param instance left out, the host and every instance without a level of its own */
  set(level: LogLevel, instance?: string): void {
    const { levels } = this.#config;
    this.apply(
      instance === undefined ? { level, levels } : { ...this.#config, levels: { ...levels, [instance]: level } },
    );
  }

  /** These levels from now on, and no others. */
  apply(config: LogConfig): void {
    this.#config = config;
    this.#root.level = config.level;
    for (const [instance, { loggers }] of this.#logs) {
      for (const logger of loggers) logger.level = this.#levelOf(instance);
    }
  }

  /** What a plugin gets as `ctx.log`: each line carries the instance's name as `plugin`. */
  pluginLog(instance: string): PluginLog {
    return this.#logsOf(instance).plugin;
  }

  /** What a channel's attempts are logged to. */
  laneLog(channel: string): PluginLog {
    return this.#logsOf(channel).lane;
  }

  #levelOf(instance: string): LogLevel {
    const { level, levels } = this.#config;
    return (Object.hasOwn(levels, instance) ? levels[instance] : undefined) ?? level;
  }

  #logsOf(instance: string): InstanceLogs {
    const known = this.#logs.get(instance);
    if (known !== undefined) return known;
    const level = this.#levelOf(instance);
    const ofPlugin = this.#root.child({ plugin: instance }, { level });
    const ofLane = this.#root.child({}, { level });
    const logs = { loggers: [ofPlugin, ofLane], plugin: hostLog(ofPlugin), lane: hostLog(ofLane) };
    this.#logs.set(instance, logs);
    return logs;
  }
}
