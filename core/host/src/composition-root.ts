import 'reflect-metadata';
import { Bus } from '@headwind/bus';
import type { DeliveryQueue } from '@headwind/bus/queue';
import type { StateStore } from '@headwind/bus/state-store';
import type { HostStatus } from '@headwind/plugin-api';
import { Container, type ServiceIdentifier } from 'inversify';
import type { ConfigFiles } from './config/config-files.js';
import type { HostConfig } from './config/host-config.js';
import { Access } from './http/access.js';
import { HeadwindSignatures } from './http/headwind-signatures.js';
import { PluginRouteTable } from './http/plugin-route-table.js';
import type { Steering } from './http/steering.js';
import { Instances } from './instances.js';
import { hostLog } from './log/host-log.js';
import type { Log } from './log/log.js';
import { LogLevels } from './log/log-levels.js';
import { createLogger } from './log/logger.js';
import type { Redactor } from './log/redactor.js';
import { createAddressGuard } from './plugin-http/address-guard.js';
import { createPluginHttp } from './plugin-http/plugin-http.js';
import type { PreparedPlugin } from './plugins/load-plugin.js';
import type { HostOptions } from './prepare.js';
import { LiveConfiguration } from './reload/live-configuration.js';
import { Reloader } from './reload/reloader.js';
import { ReplaceableHttp } from './reload/replaceable-http.js';
import { type HostApi, RunningHost } from './running-host.js';
import { Channels } from './steering/channels.js';
import { Deliveries } from './steering/deliveries.js';
import { PausedChannels } from './steering/paused-channels.js';
import { openStorage } from './storage/open-storage.js';
import type { Storage } from './storage/storage.js';
import { createTracing } from './tracing/create-tracing.js';
import type { HostTracing } from './tracing/host-tracing.js';
import { hostVersion } from './version.js';

/** A token that carries its type: to ask for one that fits no parameter is a compile error. */
function token<T>(name: string): ServiceIdentifier<T> {
  return Symbol(name);
}

const INGREDIENTS = token<Ingredients>('ingredients');
const REDACTOR = token<Redactor>('redactor');
const LEVELS = token<LogLevels>('levels');
const LOG = token<Log>('log');
const TRACING = token<HostTracing | undefined>('tracing');
const HTTP = token<ReplaceableHttp>('http');
const STORAGE = token<Storage>('storage');
const QUEUE = token<DeliveryQueue>('queue');
const STATE = token<StateStore>('state');
const BUS = token<Bus>('bus');
const PLUGIN_ROUTES = token<PluginRouteTable>('pluginRoutes');
const INSTANCES = token<Instances>('instances');
const PAUSED = token<PausedChannels>('paused');
const CHANNELS = token<Channels>('channels');
const ACCESS = token<Access>('access');
const SIGNATURES = token<HeadwindSignatures>('signatures');
const LIVE = token<LiveConfiguration>('live');
const RELOADER = token<Reloader>('reloader');
const STATUS = token<ReadStatus>('status');
const STEERING = token<Steering>('steering');
const API = token<HostApi | undefined>('api');
const HOST = token<RunningHost>('host');

type ReadStatus = () => Promise<HostStatus>;

/** What the host is made of that is known before it. */
export interface Ingredients {
  readonly options: HostOptions;
  readonly config: HostConfig;
  readonly files: ConfigFiles;
  readonly plugins: readonly PreparedPlugin[];
  readonly redactor: Redactor;
  readonly warnings: readonly string[];
}

/**
 * Puts a host together: the one place that knows every class, and the container.
 *
 * @throws `QUEUE_LOCKED`, `QUEUE_UNAVAILABLE`, and whatever else keeps the queue from being opened
 */
export async function composeHost(ingredients: Ingredients): Promise<RunningHost> {
  const { options, config, redactor, warnings } = ingredients;
  const { logOutput } = options;
  const logger = createLogger({
    level: config.log.level,
    redactor,
    ...(logOutput !== undefined && { destination: logOutput }),
  });
  const log = hostLog(logger);
  for (const warning of warnings) log.warn(warning);
  const container = new Container({ defaultScope: 'Singleton' });
  container.bind(INGREDIENTS).toConstantValue(ingredients);
  container.bind(REDACTOR).toConstantValue(redactor);
  container.bind(LEVELS).toConstantValue(new LogLevels(logger, config.log));
  container.bind(LOG).toConstantValue(log);
  container
    .bind(TRACING)
    .toConstantValue(await createTracing({ env: options.env, embedded: options.embedded === true, log, redactor }));
  bindBus(container);
  bindInstances(container);
  bindReloading(container);
  bindApi(container);
  container.bind(HOST).toResolvedValue(
    (
      { config: started }: Ingredients,
      bus: Bus,
      storage: Storage,
      instances: Instances,
      http: ReplaceableHttp,
      paused: PausedChannels,
      live: LiveConfiguration,
      reloader: Reloader,
      steering: Steering,
      readStatus: ReadStatus,
      api: HostApi | undefined,
      tracing: HostTracing | undefined,
    ) =>
      new RunningHost({
        config: started,
        bus,
        storage,
        instances,
        http,
        paused,
        live,
        reloader,
        steering,
        readStatus,
        api,
        tracing,
        log,
      }),
    [INGREDIENTS, BUS, STORAGE, INSTANCES, HTTP, PAUSED, LIVE, RELOADER, STEERING, STATUS, API, TRACING],
  );
  return container.getAsync(HOST);
}

function bindBus(container: Container): void {
  container
    .bind(STORAGE)
    .toResolvedValue(({ config }: Ingredients, log: Log) => openStorage(config, log), [INGREDIENTS, LOG]);
  container.bind(QUEUE).toResolvedValue(({ queue }: Storage) => queue, [STORAGE]);
  container.bind(STATE).toResolvedValue(({ state }: Storage) => state, [STORAGE]);
  container.bind(BUS).toResolvedValue(
    (queue: DeliveryQueue, log: Log, levels: LogLevels, tracing: HostTracing | undefined, redactor: Redactor) =>
      new Bus({
        queue,
        log,
        logOf: (channel) => levels.laneLog(channel),
        tracing,
        redact: (text) => redactor.redact(text),
      }),
    [QUEUE, LOG, LEVELS, TRACING, REDACTOR],
  );
}

function bindInstances(container: Container): void {
  container.bind(HTTP).toResolvedValue(
    ({ config }: Ingredients, redactor: Redactor, tracing: HostTracing | undefined) =>
      new ReplaceableHttp(config.network, (network) =>
        createPluginHttp({
          guard: createAddressGuard(network),
          redactor,
          traceHeaders: tracing === undefined ? undefined : () => tracing.headers(),
        }),
      ),
    [INGREDIENTS, REDACTOR, TRACING],
  );
  container.bind(PLUGIN_ROUTES).toResolvedValue((log: Log) => new PluginRouteTable(log), [LOG]);
  container.bind(INSTANCES).toResolvedValue(
    (
      { plugins }: Ingredients,
      bus: Bus,
      http: ReplaceableHttp,
      state: StateStore,
      redactor: Redactor,
      log: Log,
      levels: LogLevels,
      routes: PluginRouteTable,
    ) => {
      const logOf = (instance: string) => levels.pluginLog(instance);
      // What observers read is read of the instances: it can only be asked for later.
      const status = async () => (await container.getAsync(STATUS))();
      return new Instances({ plugins, bus, http, state, redactor, log, logOf, routes, status });
    },
    [INGREDIENTS, BUS, HTTP, STATE, REDACTOR, LOG, LEVELS, PLUGIN_ROUTES],
  );
}

function bindReloading(container: Container): void {
  container.bind(ACCESS).toResolvedValue(({ config }: Ingredients) => new Access(config.server), [INGREDIENTS]);
  container
    .bind(SIGNATURES)
    .toResolvedValue(({ config }: Ingredients) => new HeadwindSignatures(config.server.headwind), [INGREDIENTS]);
  container
    .bind(LIVE)
    .toResolvedValue(
      (
        { config, files }: Ingredients,
        instances: Instances,
        bus: Bus,
        queue: DeliveryQueue,
        http: ReplaceableHttp,
        access: Access,
        signatures: HeadwindSignatures,
        levels: LogLevels,
      ) => new LiveConfiguration({ config, files, instances, bus, queue, http, access, signatures, levels }),
      [INGREDIENTS, INSTANCES, BUS, QUEUE, HTTP, ACCESS, SIGNATURES, LEVELS],
    );
  container
    .bind(RELOADER)
    .toResolvedValue(
      ({ options, files }: Ingredients, live: LiveConfiguration, redactor: Redactor, log: Log) =>
        new Reloader({ options, files, live, redactor, log }),
      [INGREDIENTS, LIVE, REDACTOR, LOG],
    );
}

function bindApi(container: Container): void {
  container.bind(PAUSED).toResolvedValue(
    (bus: Bus, storage: Storage, instances: Instances, log: Log) =>
      new PausedChannels({
        bus,
        state: storage.state,
        log,
        channels: () => instances.channels.map(({ name }) => name),
        trouble: () => storage.trouble,
      }),
    [BUS, STORAGE, INSTANCES, LOG],
  );
  container
    .bind(CHANNELS)
    .toResolvedValue(
      (bus: Bus, queue: DeliveryQueue, instances: Instances, paused: PausedChannels, log: Log) =>
        new Channels({ bus, queue, instances, paused, log }),
      [BUS, QUEUE, INSTANCES, PAUSED, LOG],
    );
  container.bind(STATUS).toResolvedValue(
    (channels: Channels, live: LiveConfiguration) => {
      const version = hostVersion();
      return async () => ({ version, configuration: live.status, channels: await channels.list() });
    },
    [CHANNELS, LIVE],
  );
  container.bind(STEERING).toResolvedValue(
    (
      queue: DeliveryQueue,
      bus: Bus,
      channels: Channels,
      levels: LogLevels,
      instances: Instances,
      reloader: Reloader,
      redactor: Redactor,
      log: Log,
    ): Steering => ({
      deliveries: new Deliveries({
        queue,
        bus,
        isConfigured: (channel) => instances.channels.some(({ name }) => name === channel),
        log,
      }),
      channels,
      logLevels: levels,
      instanceNames: () => instances.live.map(({ loaded }) => loaded.config.name),
      reload: () => reloader.reload(),
      observe: (name, observe) => bus.addObserver(name, () => true, observe),
      redact: (text) => redactor.redact(text),
    }),
    [QUEUE, BUS, CHANNELS, LEVELS, INSTANCES, RELOADER, REDACTOR, LOG],
  );
  container.bind(API).toResolvedValue(
    (
      { config }: Ingredients,
      access: Access,
      signatures: HeadwindSignatures,
      pluginRoutes: PluginRouteTable,
      tracing: HostTracing | undefined,
    ): HostApi | undefined => {
      if (!config.listens) return undefined;
      const continueTrace: HostApi['continueTrace'] = tracing && ((headers, run) => tracing.continueFrom(headers, run));
      return { access, signatures, pluginRoutes, continueTrace };
    },
    [INGREDIENTS, ACCESS, SIGNATURES, PLUGIN_ROUTES, TRACING],
  );
}
