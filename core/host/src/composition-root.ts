import 'reflect-metadata';
import { Bus } from '@headwind/bus';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { StateStore } from '@headwind/bus/state-store';
import type { PluginHttp, PluginLog } from '@headwind/plugin-api';
import { openSqliteStorage, type SqliteStorage } from '@headwind/queue-sqlite';
import { Container, type ServiceIdentifier } from 'inversify';
import type { HostConfig } from './config/host-config.js';
import { Instances } from './instances.js';
import type { Log } from './log/log.js';
import { createLogger } from './log/logger.js';
import { hostLog, pluginLog } from './log/plugin-log.js';
import type { Redactor } from './log/redactor.js';
import { createAddressGuard } from './plugin-http/address-guard.js';
import { createPluginHttp } from './plugin-http/plugin-http.js';
import type { LoadedPlugin } from './plugins/load-plugin.js';
import { RunningHost } from './running-host.js';

type ClosableHttp = PluginHttp & { close(): Promise<void> };
type LogOf = (instance: string) => PluginLog;

/** A token that carries its type: to ask for one that fits no parameter is a compile error. */
function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol(name);
}

const CONFIG = token<HostConfig>('config');
const PLUGINS = token<readonly LoadedPlugin[]>('plugins');
const REDACTOR = token<Redactor>('redactor');
const LOG = token<Log>('log');
const LOG_OF = token<LogOf>('logOf');
const HTTP = token<ClosableHttp>('http');
const STORAGE = token<SqliteStorage>('storage');
const QUEUE = token<DeliveryQueue>('queue');
const STATE = token<StateStore>('state');
const BUS = token<Bus>('bus');
const INSTANCES = token<Instances>('instances');
const HOST = token<RunningHost>('host');

/** What the host is made of that is known before it. */
export interface Ingredients {
  readonly config: HostConfig;
  readonly plugins: readonly LoadedPlugin[];
  readonly redactor: Redactor;
  readonly warnings: readonly string[];
}

/**
 * Puts a host together: the one place that knows every class, and the container.
 *
 * @throws `QUEUE_LOCKED`, `QUEUE_UNAVAILABLE`, and whatever else keeps the queue from being opened
 */
export async function composeHost({ config, plugins, redactor, warnings }: Ingredients): Promise<RunningHost> {
  const logger = createLogger({ level: config.log.level, redactor });
  for (const warning of warnings) logger.warn(warning);
  const container = new Container({ defaultScope: 'Singleton' });

  container.bind(CONFIG).toConstantValue(config);
  container.bind(PLUGINS).toConstantValue(plugins);
  container.bind(REDACTOR).toConstantValue(redactor);
  container.bind(LOG).toConstantValue(hostLog(logger));
  container.bind(LOG_OF).toConstantValue((instance: string) => pluginLog(logger, instance));

  container
    .bind(HTTP)
    .toResolvedValue(
      ({ network }: HostConfig, redact: Redactor) =>
        createPluginHttp({ guard: createAddressGuard(network), redactor: redact }),
      [CONFIG, REDACTOR],
    );
  container.bind(STORAGE).toResolvedValue(({ queue }: HostConfig) => openSqliteStorage(queue), [CONFIG]);
  container.bind(QUEUE).toResolvedValue(({ queue }: SqliteStorage) => queue, [STORAGE]);
  container.bind(STATE).toResolvedValue(({ state }: SqliteStorage) => state, [STORAGE]);
  container
    .bind(BUS)
    .toResolvedValue(
      (queue: DeliveryQueue, log: Log, secrets: Redactor) =>
        new Bus({ queue, log, redact: (text) => secrets.redact(text) }),
      [QUEUE, LOG, REDACTOR],
    );
  container
    .bind(INSTANCES)
    .toResolvedValue(
      (
        loaded: readonly LoadedPlugin[],
        bus: Bus,
        http: ClosableHttp,
        state: StateStore,
        secrets: Redactor,
        log: Log,
        logOf: LogOf,
      ) => new Instances({ plugins: loaded, bus, http, state, redactor: secrets, log, logOf }),
      [PLUGINS, BUS, HTTP, STATE, REDACTOR, LOG, LOG_OF],
    );
  container
    .bind(HOST)
    .toResolvedValue(
      (hostConfig: HostConfig, bus: Bus, queue: DeliveryQueue, instances: Instances, http: ClosableHttp, log: Log) =>
        new RunningHost({ config: hostConfig, bus, queue, instances, http, log }),
      [CONFIG, BUS, QUEUE, INSTANCES, HTTP, LOG],
    );
  return container.getAsync(HOST);
}
