import { chooseChannel } from './choose-channel.js';
import type { HostCheck } from './cli/host-program.js';
import { composeHost } from './composition-root.js';
import type { ConfigOrigin } from './config/host-config.js';
import { ConfigurationError } from './configuration-error.js';
import { openOneChannel } from './one-channel.js';
import type { ChannelRequest, OpenChannel } from './open-channel.js';
import { type HostOptions, prepare } from './prepare.js';
import type { RunningHost } from './running-host.js';

/**
 * Starts a host: configuration, plugins, queue, bus and HTTP. A plugin whose package is broken fails by itself.
 *
 * @throws ConfigurationError when anything in the configuration is wrong; `QUEUE_LOCKED`, `QUEUE_UNAVAILABLE` and
 * `LISTEN_FAILED` as coded errors. Then nothing is left running.
 */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const host = await createHost(options);
  await host.start();
  return host;
}

/**
 * Makes a host that is still to be started; its queue is open.
 *
 * @throws ConfigurationError when anything in the configuration is wrong; `QUEUE_LOCKED` and `QUEUE_UNAVAILABLE` as coded
 * errors. Then nothing is left open.
 */
export async function createHost(options: HostOptions): Promise<RunningHost> {
  const { config, plugins, problems, warnings, redactor, files } = await prepare(options);
  if (config === undefined) throw new ConfigurationError(problems, options.embedded ? 'configuration' : undefined);
  return composeHost({ options, config, files, plugins, redactor, warnings });
}

const NO_FILE: ConfigOrigin = { type: 'defaults' };

/** What a start would find, without starting anything. */
export async function checkHost(options: HostOptions): Promise<HostCheck> {
  const { config, plugins, problems, warnings } = await prepare(options);
  const instances = plugins.map(
    ({ config: { name }, manifest: { kind }, package: { name: packageName, version } }) => ({
      name,
      kind,
      package: packageName,
      version,
    }),
  );
  return { problems, warnings, summary: { origin: config?.origin ?? NO_FILE, instances } };
}

/**
 * Starts one channel of the configuration by itself, to look at what it would send or to try it.
 *
 * @throws ConfigurationError when anything in the configuration is wrong; `CHANNEL_NOT_FOUND`, and what keeps the channel
 * itself from starting, as coded errors. Then nothing is left running.
 */
export async function openChannel(options: HostOptions, { name, ...request }: ChannelRequest): Promise<OpenChannel> {
  const { config, plugins, problems, warnings, redactor } = await prepare(options);
  if (config === undefined) throw new ConfigurationError(problems);
  const loaded = chooseChannel(name, plugins);
  if (loaded.fault !== undefined) throw loaded.fault;
  const ofOthers = plugins.filter((plugin) => plugin !== loaded).flatMap((plugin) => plugin.warnings);
  const said = warnings.filter((warning) => !ofOthers.includes(warning));
  return openOneChannel({ config, loaded, redactor, warnings: said, ...request });
}
