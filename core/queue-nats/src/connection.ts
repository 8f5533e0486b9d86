import type { CodedError } from '@headwind/bus/coded-error';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { connectionOptions } from './connection-options.js';
import { largestEvent } from './event-size.js';
import type { Session } from './session.js';
import type { NatsSettings } from './settings.js';
import { awayError, closedError, complaint, lostError, troubleOf } from './troubles.js';

/** The pause before the next attempt to connect, at first and at most. Milliseconds. */
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 5_000;

/** What becomes of the connection, for the log; no secrets. */
export type ConnectionStatus =
  | {
      readonly state: 'connected';
      readonly server: string;
      /** The largest message that the server takes, and the largest event for which that is enough. Bytes. */
      readonly maxPayload: number;
      readonly largestEvent: number;
    }
  | { readonly state: 'lost'; readonly error: CodedError }
  /**
   * It could not be made, or the server cannot serve, or does not store on a connection that stands; it is tried again and
   * again. Told once as long as nothing changes.
   */
  | { readonly state: 'waiting'; readonly error: CodedError };

/** Makes the streams stand on a connection, and what else has to be before it serves. */
export type BeginSession = (nc: NatsConnection) => Promise<Session>;

/*
 * The life of a connection
 *
 *              server answers, streams stand
 *   waiting ─────────────────────────────────▶ connected
 *    ▲   │ ▲                                       │
 *    └───┘ └──────────── connection lost ──────────┘
 *   refused, or nobody answers: after a pause
 *
 *   A connection that stands may be complained of, for what the server does not do: it is told as waiting, until the last
 *   complaint is withdrawn.
 *
 *   any of them ── close ──▶ closed
 */

/** Keeps a connection to one of the servers, for ever. */
export class Connection {
  /** Resolves when it serves for the first time. */
  readonly ready: Promise<void>;
  readonly #settings: NatsSettings;
  readonly #begin: BeginSession;
  readonly #tell: (status: ConnectionStatus) => void;
  readonly #listeners = new Set<(session: Session) => void>();
  readonly #waiting = new Set<() => void>();
  /** Of the present session. */
  readonly #complaints = new Set<object>();
  #connection: NatsConnection | undefined;
  #session: Session | undefined;
  #trouble: CodedError | undefined;
  #isClosed = false;
  #endPause = (): void => {};

  /** @param tell is told of every change */
  constructor(settings: NatsSettings, begin: BeginSession, tell: (status: ConnectionStatus) => void) {
    this.#settings = settings;
    this.#begin = begin;
    this.#tell = tell;
    this.ready = this.whenConnected().then(() => undefined);
    // Who waits for it hears of it; nobody has to.
    this.ready.catch(() => undefined);
    void this.#run();
  }

  /** @throws `QUEUE_UNAVAILABLE` while it does not serve */
  get session(): Session {
    if (this.#isClosed) throw closedError();
    if (this.#session === undefined) throw awayError(this.#trouble);
    return this.#session;
  }

  /** Undefined while it does not serve. */
  get current(): Session | undefined {
    return this.#isClosed ? undefined : this.#session;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  /** Waits for as long as it takes; rejects with `QUEUE_UNAVAILABLE` when it is closed. */
  async whenConnected(): Promise<Session> {
    while (this.#session === undefined && !this.#isClosed) {
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
    return this.session;
  }

  /** Calls the listener for the present session, if there is one, and for each that follows. */
  onSession(listener: (session: Session) => void): void {
    this.#listeners.add(listener);
    if (this.#session !== undefined) listener(this.#session);
  }

  /** Tells of something that the server does not do although it is there; it holds until it is withdrawn. */
  complain(about: object, thrown: unknown): void {
    if (this.#session === undefined) return;
    this.#complaints.add(about);
    this.#waits(complaint(thrown));
  }

  /** It is done after all, or given up. With the last complaint the connection serves again. */
  withdraw(about: object): void {
    if (!this.#complaints.delete(about) || this.#complaints.size > 0) return;
    if (this.#session !== undefined && !this.#isClosed) this.#isConnected(this.#session);
  }

  /** Nothing is sent afterwards; what was sent is not waited for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#endPause();
    // One that is being made is closed as soon as it is; that may take as long as a server that is away is waited for.
    await this.#connection?.close();
    this.#wakeAll();
  }

  async #run(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.#isClosed) {
      const began = await this.#connect();
      pauseMs = began ? FIRST_PAUSE_MS : Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
      if (!this.#isClosed) await this.#pause(pauseMs * (0.5 + Math.random() / 2));
    }
  }

  /** @returns whether it served, until it was lost or closed */
  async #connect(): Promise<boolean> {
    let nc: NatsConnection | undefined;
    try {
      nc = await connect(connectionOptions(this.#settings));
      this.#connection = nc;
      if (this.#isClosed) await nc.close();
      this.#session = await this.#begin(nc);
    } catch (thrown) {
      await nc?.close();
      this.#waits(troubleOf(thrown, this.#settings, nc?.getServer()));
      return false;
    }
    if (!this.#isClosed) this.#serve(this.#session);
    const reason = await nc.closed();
    this.#session = undefined;
    if (this.#isClosed) return true;
    this.#trouble = lostError(nc.getServer(), reason ?? undefined);
    this.#tell({ state: 'lost', error: this.#trouble });
    return true;
  }

  #serve(session: Session): void {
    this.#complaints.clear();
    for (const listener of this.#listeners) listener(session);
    this.#wakeAll();
    this.#isConnected(session);
  }

  #isConnected({ nc, maxPayload }: Session): void {
    this.#trouble = undefined;
    this.#tell({ state: 'connected', server: nc.getServer(), maxPayload, largestEvent: largestEvent(maxPayload) });
  }

  #waits(trouble: CodedError): void {
    const isKnown = this.#trouble?.message === trouble.message;
    this.#trouble = trouble;
    if (!isKnown && !this.#isClosed) this.#tell({ state: 'waiting', error: trouble });
  }

  #wakeAll(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }

  async #pause(forMs: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forMs);
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
