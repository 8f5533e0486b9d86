import type { HeadwindEvent } from '@headwind/plugin-api';
import { headers, type MsgHdrs } from '@nats-io/transport-node';
import { nameOf, tokenOf } from './names.js';

/** The header in which an event has its channels, separated by commas; absent when it is for none. */
const CHANNELS = 'Headwind-Channels';

/** An event as the stream has it. */
export interface StoredEvent {
  /** Its sequence in the stream, by which events are ordered. */
  readonly seq: number;
  readonly event: HeadwindEvent;
  /** Each once. */
  readonly channels: readonly string[];
  /** When the server stored it, in milliseconds since the epoch. */
  readonly publishedAt: number;
  /** Of the event as JSON. */
  readonly bytes: number;
}

export function channelHeaders(channels: readonly string[]): MsgHdrs {
  const found = headers();
  if (channels.length > 0) found.set(CHANNELS, channels.map(tokenOf).join(','));
  return found;
}

export function channelsIn(found: MsgHdrs | undefined): readonly string[] {
  const value = found?.get(CHANNELS) ?? '';
  return value === '' ? [] : value.split(',').map(nameOf);
}

export function eventIn(data: Uint8Array): HeadwindEvent {
  return JSON.parse(Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString());
}

export function workloadOf({ workload }: HeadwindEvent): string {
  return `${workload.namespace}/${workload.name}`;
}
