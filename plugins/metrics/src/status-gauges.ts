import type { ChannelStatus, ConfigurationStatus, HostStatus } from '@headwind/plugin-api';
import { Gauge, Registry } from 'prom-client';
import { CHANNEL_LABELS, type ChannelLabels } from './channel-labels.js';

const STATES: readonly ChannelStatus['state'][] = ['running', 'paused', 'disabled', 'failed', 'unconfigured'];

const BREAKER_STATES: readonly ChannelStatus['breaker'][] = ['closed', 'open', 'half-open'];

/**
 * How things stand, as gauges. They are made anew for each scrape, so that nothing is left of a channel that is gone.
 *
 * @param now milliseconds since the epoch
 */
export function statusGauges(status: HostStatus, now: number): Registry {
  const registry = new Registry();
  const info = new Gauge({
    name: 'headwind_build_info',
    help: 'Always 1; the labels tell the versions of the host and of Node.js.',
    labelNames: ['version', 'node'],
    registers: [registry],
  });
  info.set({ version: status.version, node: process.version }, 1);
  addConfiguration(registry, status.configuration);
  addChannels(registry, status.channels, now);
  return registry;
}

function addConfiguration(registry: Registry, { hash, loadedAt, lastReload }: ConfigurationStatus): void {
  const info = new Gauge({
    name: 'headwind_configuration_info',
    help: 'Always 1; hash begins the SHA-256 of the configuration file that is live, and is empty where there is no file.',
    labelNames: ['hash'],
    registers: [registry],
  });
  info.set({ hash: hash ?? '' }, 1);
  const loaded = new Gauge({
    name: 'headwind_configuration_loaded_timestamp_seconds',
    help: 'When the configuration that is live took effect.',
    registers: [registry],
  });
  loaded.set(loadedAt / 1000);
  const successful = new Gauge({
    name: 'headwind_configuration_last_reload_successful',
    help: 'Whether the latest reload took effect: 1 or 0; 1 before the first.',
    registers: [registry],
  });
  successful.set(lastReload === undefined || lastReload.ok ? 1 : 0);
  const reloaded = new Gauge({
    name: 'headwind_configuration_last_reload_timestamp_seconds',
    help: 'When the latest reload was tried; 0 before the first.',
    registers: [registry],
  });
  reloaded.set((lastReload?.at ?? 0) / 1000);
}

function addChannels(registry: Registry, channels: readonly ChannelStatus[], now: number): void {
  const state = stateGauge(
    registry,
    'headwind_channel_state',
    '1 for the state that the channel is in, 0 for the others.',
  );
  const breaker = stateGauge(
    registry,
    'headwind_channel_breaker_state',
    '1 for the state that the breaker of the channel is in, 0 for the others.',
  );
  const gauge = (name: string, help: string): Gauge<'channel' | 'plugin'> =>
    new Gauge({ name, help, labelNames: [...CHANNEL_LABELS], registers: [registry] });
  const healthy = gauge('headwind_channel_healthy', 'Whether the channel says of itself that it is well: 1 or 0.');
  const pending = gauge('headwind_channel_pending_deliveries', 'Deliveries that wait or are under way.');
  const oldest = gauge(
    'headwind_channel_oldest_pending_age_seconds',
    'How long ago the event of the oldest pending delivery was stored; 0 when none is pending.',
  );
  const dead = gauge('headwind_channel_dead_letters', 'Dead letters that are kept, neither replayed nor discarded.');
  const rateLimited = gauge(
    'headwind_channel_rate_limited_until_timestamp_seconds',
    'No attempt before this, because the provider throttles; 0 when it does not.',
  );
  const success = gauge(
    'headwind_channel_last_success_timestamp_seconds',
    'When an attempt was last delivered; 0 when none was since the host started.',
  );
  const failure = gauge(
    'headwind_channel_last_failure_timestamp_seconds',
    'When an attempt last failed; 0 when none did since the host started.',
  );
  for (const channel of channels) {
    const labels = { channel: channel.name, plugin: channel.plugin };
    setState(state, STATES, channel.state, labels);
    setState(breaker, BREAKER_STATES, channel.breaker, labels);
    healthy.set(labels, channel.health.ok ? 1 : 0);
    pending.set(labels, channel.pending);
    oldest.set(labels, ageSeconds(channel.oldestPendingAt, now));
    dead.set(labels, channel.dead);
    rateLimited.set(labels, (channel.rateLimitedUntil ?? 0) / 1000);
    success.set(labels, (channel.lastSuccessAt ?? 0) / 1000);
    failure.set(labels, (channel.lastError?.at ?? 0) / 1000);
  }
}

type StateGauge = Gauge<'channel' | 'plugin' | 'state'>;

function stateGauge(registry: Registry, name: string, help: string): StateGauge {
  return new Gauge({ name, help, labelNames: [...CHANNEL_LABELS, 'state'], registers: [registry] });
}

function setState(gauge: StateGauge, states: readonly string[], current: string, labels: ChannelLabels): void {
  for (const state of states) gauge.set({ ...labels, state }, state === current ? 1 : 0);
}

/** The time of day may have been set back in between. */
function ageSeconds(since: number | undefined, now: number): number {
  return since === undefined ? 0 : Math.max(0, now - since) / 1000;
}
