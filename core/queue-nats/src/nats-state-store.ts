import type { StateStore } from '@headwind/bus/state-store';
import { StorageType } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import type { Connection } from './connection.js';
import { keepTrying } from './keep-trying.js';
import { type Names, tokenOf } from './names.js';
import type { Session } from './session.js';
import type { NatsSettings } from './settings.js';
import { valueError } from './troubles.js';

/** Plugins' state, in a key–value bucket. While there is no connection, everything waits for one. */
export class NatsStateStore implements StateStore {
  readonly #connection: Connection;
  readonly #names: Names;
  readonly #replicas: number;
  readonly #buckets = new WeakMap<Session, Promise<KV>>();

  constructor(connection: Connection, names: Names, { replicas }: Pick<NatsSettings, 'replicas'>) {
    this.#connection = connection;
    this.#names = names;
    this.#replicas = replicas;
  }

  get(instance: string, key: string): Promise<unknown> {
    return keepTrying(this.#connection, async (session) => {
      const entry = await (await this.#bucket(session)).get(keyOf(instance, key));
      // A value that was deleted may have left a mark.
      return entry === null || entry.operation !== 'PUT' ? undefined : entry.json();
    });
  }

  /** A value JSON has no form for, like `undefined`, deletes. */
  async set(instance: string, key: string, value: unknown): Promise<void> {
    const json: string | undefined = JSON.stringify(value);
    if (json === undefined) return this.delete(instance, key);
    const bytes = Buffer.byteLength(json);
    await keepTrying(this.#connection, async (session) => {
      if (bytes > session.maxPayload) throw valueError(bytes, session.maxPayload);
      await (await this.#bucket(session)).put(keyOf(instance, key), json);
    });
  }

  async delete(instance: string, key: string): Promise<void> {
    await keepTrying(this.#connection, async (session) => {
      await this.#bucket(session);
      // Removed for good: the mark that the bucket's own deletion leaves would stay for ever.
      const filter = `$KV.${this.#names.state}.${keyOf(instance, key)}`;
      await session.jsm.streams.purge(`KV_${this.#names.state}`, { filter });
    });
  }

  #bucket(session: Session): Promise<KV> {
    const known = this.#buckets.get(session);
    if (known !== undefined) return known;
    const opening = new Kvm(session.js).create(this.#names.state, {
      history: 1,
      storage: StorageType.File,
      replicas: this.#replicas,
      // A follower may not have what was just written.
      allow_direct: false,
    });
    this.#buckets.set(session, opening);
    opening.catch(() => this.#buckets.delete(session));
    return opening;
  }
}

function keyOf(instance: string, key: string): string {
  return `${tokenOf(instance)}.${tokenOf(key)}`;
}
