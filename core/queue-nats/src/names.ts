import { createHash } from 'node:crypto';

/** What may stand in a subject, in the name of a consumer and in a key as it is. */
const PLAIN = /^[A-Za-z0-9_-]+$/;

/** Longer names stand by their digest, so that a subject fits the longest line a server takes (4,096 bytes). Characters. */
const LONGEST = 1_100;

/**
 * A name of any characters, as one token of a subject (https://docs.nats.io/nats-concepts/subjects): as it is, or in base64
 * after a `=`, or its digest after `==`.
 */
export function tokenOf(name: string): string {
  const token = PLAIN.test(name) ? name : `=${Buffer.from(name).toString('base64url')}`;
  return token.length <= LONGEST ? token : `==${createHash('sha256').update(name).digest('base64url')}`;
}

/** The name that a token stands for, unless it is a digest. */
export function nameOf(token: string): string {
  return token.startsWith('=') ? Buffer.from(token.slice(1), 'base64url').toString() : token;
}

/** Where a delivery stands: the sequence of its event, and the place of its channel among those of the event. */
export interface Place {
  readonly seq: number;
  readonly index: number;
}

export interface DeliveryNames {
  readonly channel: string;
  readonly eventId: string;
}

/** The names of streams, and the subjects in them. */
export class Names {
  readonly events: string;
  readonly attempts: string;
  readonly delivered: string;
  readonly dead: string;
  readonly replays: string;
  /** Of the key–value bucket. */
  readonly state: string;
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
    this.events = `${name}_events`;
    this.attempts = `${name}_attempts`;
    this.delivered = `${name}_delivered`;
    this.dead = `${name}_dead`;
    this.replays = `${name}_replays`;
    this.state = `${name}_state`;
  }

  event(id: string): string {
    return `${this.#name}.events.${tokenOf(id)}`;
  }

  attemptsOf(channel: string, seq: number): string {
    return `${this.#name}.attempts.${tokenOf(channel)}.${seq}`;
  }

  deliveredOf(channel: string, seq: number): string {
    return `${this.#name}.delivered.${tokenOf(channel)}.${seq}`;
  }

  /** The subject of the attempts at the delivery that a record of its end is about. */
  attemptsLike(deliveredSubject: string): string {
    return `${this.#name}.attempts.${deliveredSubject.split('.').slice(2).join('.')}`;
  }

  /** The sequence of the event that a record of a delivery that has ended is about. */
  static seqIn(deliveredSubject: string): number {
    return Number(deliveredSubject.slice(deliveredSubject.lastIndexOf('.') + 1));
  }

  deadOf(delivery: DeliveryNames, place: Place): string {
    return `${this.#name}.dead.${tail(delivery, place)}`;
  }

  replayOf(delivery: DeliveryNames, place: Place): string {
    return `${this.#name}.replays.${tail(delivery, place)}`;
  }

  /** Every subject of dead letters, or those of a channel, of an event, or of both. */
  deadFilter(channel?: string, eventId?: string): string {
    return `${this.#name}.dead.${filterTail(channel, eventId)}`;
  }

  replayFilter(channel?: string, eventId?: string): string {
    return `${this.#name}.replays.${filterTail(channel, eventId)}`;
  }

  /** Of every subject in one of the streams. */
  all(stream: 'events' | 'attempts' | 'delivered' | 'dead' | 'replays'): string {
    return `${this.#name}.${stream}.>`;
  }
}

/** What the subject of a dead letter or of a replay says. */
export function deliveryIn(subject: string): (DeliveryNames & Place) | undefined {
  const [channel, place, eventId] = subject.split('.').slice(2);
  const [seq, index] = (place ?? '').split('-').map(Number);
  if (channel === undefined || eventId === undefined || seq === undefined || index === undefined) return undefined;
  return { channel: nameOf(channel), eventId: nameOf(eventId), seq, index };
}

function tail({ channel, eventId }: DeliveryNames, { seq, index }: Place): string {
  return `${tokenOf(channel)}.${seq}-${index}.${tokenOf(eventId)}`;
}

function filterTail(channel: string | undefined, eventId: string | undefined): string {
  return `${channel === undefined ? '*' : tokenOf(channel)}.*.${eventId === undefined ? '*' : tokenOf(eventId)}`;
}
