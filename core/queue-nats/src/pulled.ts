import type { Msg } from '@nats-io/transport-node';
import { givenMessage } from './ack-subject.js';
import type { HeldDelivery } from './held-delivery.js';
import { type DeliveryNames, deliveryIn } from './names.js';
import type { ReplayRecord } from './records.js';
import { channelsIn, eventIn, workloadOf } from './stored-event.js';

/** What a consumer gave: a delivery, or a message that is none of this channel. */
export interface Pulled {
  readonly reply: string;
  /** It may have been given, and even settled, before. */
  readonly isRedelivered: boolean;
  readonly held: HeldDelivery | undefined;
}

/** An event, for the channel it may be for. */
export function pulledEvent(message: Msg, channel: string): Pulled {
  const { reply = '', headers, data } = message;
  const { deliveries, seq, storedAt: publishedAt } = givenMessage(reply);
  const isRedelivered = deliveries > 1;
  const index = channelsIn(headers).indexOf(channel);
  if (index === -1) return { reply, isRedelivered, held: undefined };
  const event = eventIn(data);
  const held = heldOf({ channel, eventId: event.id }, { seq, index }, { event, publishedAt }, reply, data.length);
  return { reply, isRedelivered, held };
}

export function pulledReplay(message: Msg, channel: string): Pulled {
  const { reply = '', subject, data } = message;
  const { deliveries, seq } = givenMessage(reply);
  const isRedelivered = deliveries > 1;
  const names = deliveryIn(subject);
  if (names === undefined) return { reply, isRedelivered, held: undefined };
  const record: ReplayRecord = message.json();
  const { attempts, behind } = record;
  const replay = { seq, attempts, ...(behind !== undefined && { behind }) };
  const known = { channel, eventId: record.event.id };
  return { reply, isRedelivered, held: { ...heldOf(known, names, record, reply, data.length), replay } };
}

function heldOf(
  { channel, eventId }: DeliveryNames,
  { seq, index }: Pick<HeldDelivery, 'seq' | 'index'>,
  { event, publishedAt }: Pick<ReplayRecord, 'event' | 'publishedAt'>,
  reply: string,
  bytes: number,
): HeldDelivery {
  return {
    id: `${eventId}/${channel}`,
    channel,
    eventId,
    seq,
    index,
    workload: workloadOf(event),
    publishedAt,
    reply,
    state: 'pending',
    hasLapsed: false,
    dueAt: 0,
    attempts: 0,
    retries: 0,
    firstAttemptAt: undefined,
    event,
    bytes,
  };
}
