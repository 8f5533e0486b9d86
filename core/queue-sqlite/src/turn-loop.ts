import { type CodedError, isCodedError } from '@headwind/bus/coded-error';
import { Collection } from './collection.js';
import type { LeaseWindows } from './lease-windows.js';
import { Requests } from './requests.js';
import { closedError, crashError, storeError } from './storage-errors.js';
import { isFailure, type SettlementRow, type ToWorker, type TurnAnswer } from './turn.js';

/** The worker, as far as the loop needs it. */
export interface StorageWorker {
  postMessage(message: ToWorker): void;
  onAnswer(listener: (answer: TurnAnswer) => void): void;
  onError(listener: (error: unknown) => void): void;
  onExit(listener: (code: number) => void): void;
}

type Settlements = Requests<SettlementRow, void>;

/** What could not be stored is not tried again before this. */
const REST_MS = 1_000;

/*
 * The life of the loop
 *
 *                 ask                  event loop comes round             the worker answers
 *      idle ─────────────▶ scheduled ────────────────────────▶ under way ────────────────────▶ idle, or scheduled when
 *                              │                                   │                           more has collected
 *                              │ closing, nothing left             │ the worker dies, or reads what is no event
 *                              ▼                                   ▼
 *                           ended                         failed: everything rejects, the worker ends
 *
 * Settlements that could not be stored stay and are tried again after a rest, until they are stored or the loop ends.
 */
export class TurnLoop {
  /** Resolves when the worker has ended. */
  readonly ended: Promise<void>;
  /** Resolves with the reason when the loop fails without having been closed. */
  readonly brokenDown: Promise<CodedError>;
  #collecting = new Collection();
  #settlements: Settlements = new Requests();
  #underWay: { readonly collection: Collection; readonly settlements: Settlements } | undefined;
  #pruneBefore: number | undefined;
  #scheduled = false;
  #resting = false;
  #closing = false;
  /** The worker has been told to end: it may not be sent anything more. */
  #ending = false;
  #failure: CodedError | undefined;
  #reportBreakdown: (reason: CodedError) => void = () => undefined;

  readonly #worker: StorageWorker;
  readonly #windows: LeaseWindows;
  readonly #now: () => number;

  constructor(worker: StorageWorker, windows: LeaseWindows, now: () => number) {
    this.#worker = worker;
    this.#windows = windows;
    this.#now = now;
    worker.onAnswer((answer) => this.#take(answer));
    worker.onError((error) => this.#fail(crashError(error)));
    this.brokenDown = new Promise((resolve) => {
      this.#reportBreakdown = resolve;
    });
    this.ended = new Promise((resolve) => {
      worker.onExit((code) => {
        this.#fail(crashError(new Error(`it ended with code ${code}`)));
        resolve();
      });
    });
  }

  /** Why nothing can be asked for any more. */
  get refusal(): CodedError | undefined {
    return this.#failure ?? (this.#closing ? closedError() : undefined);
  }

  /** Collects a request for the next turn. */
  ask<Answer>(request: (collection: Collection) => Promise<Answer>): Promise<Answer> {
    const { refusal } = this;
    if (refusal !== undefined) return Promise.reject(refusal);
    const answer = request(this.#collecting);
    this.#schedule();
    return answer;
  }

  /** Resolves once it is stored, however long that takes. */
  settle(settlement: SettlementRow): Promise<void> {
    const { refusal } = this;
    if (refusal !== undefined) return Promise.reject(refusal);
    const stored = this.#settlements.add(settlement);
    this.#schedule();
    return stored;
  }

  /** Asks for a turn because a window runs low. */
  refill(): void {
    this.#schedule();
  }

  prune(before: number): void {
    if (!this.#closing) {
      this.#pruneBefore = before;
      this.#schedule();
    }
  }

  /** Stores what has collected, then ends the worker. */
  close(): Promise<void> {
    if (!this.#closing) {
      this.#closing = true;
      this.#resting = false;
      this.#pruneBefore = undefined;
      this.#schedule();
    }
    return this.ended;
  }

  get #hasWork(): boolean {
    if (!this.#collecting.isEmpty) return true;
    if (this.#resting) return false;
    const hasRoom = !this.#closing && this.#windows.needRefill;
    return this.#settlements.items.length > 0 || this.#pruneBefore !== undefined || hasRoom;
  }

  #schedule(): void {
    const mayStart = this.#underWay === undefined && this.#failure === undefined && !this.#ending;
    if (!this.#scheduled && mayStart) {
      this.#scheduled = true;
      // Everything that this round of the event loop asks for shares the turn.
      setImmediate(() => this.#send());
    }
  }

  #send(): void {
    this.#scheduled = false;
    if (this.#failure !== undefined) return;
    if (this.#hasWork) {
      const collection = this.#collecting.takeTurn(this.#now());
      const settlements: Settlements = this.#resting ? new Requests() : this.#settlements.take();
      this.#underWay = { collection, settlements };
      const turn = {
        ...collection.toTurn(),
        newChannels: this.#windows.takeNewNames(),
        wanted: this.#windows.wanted(),
        settlements: settlements.items,
        pruneBefore: this.#pruneBefore,
      };
      this.#worker.postMessage({ type: 'turn', turn });
    } else if (this.#closing) this.#end();
  }

  #end(): void {
    this.#ending = true;
    this.#worker.postMessage({ type: 'close' });
  }

  #take(answer: TurnAnswer): void {
    const underWay = this.#underWay;
    this.#underWay = undefined;
    if (underWay === undefined) return;
    underWay.collection.answer(answer);
    if (answer.unsettled === undefined) {
      underWay.settlements.answer(() => undefined);
    } else if (this.#closing) {
      underWay.settlements.reject(storeError(answer.unsettled));
    } else {
      this.#settlements.putBack(underWay.settlements);
    }
    if (answer.unsettled !== undefined || isFailure(answer.handovers)) this.#rest();
    if (!answer.moreToPrune) this.#pruneBefore = undefined;
    try {
      this.#windows.add(answer, underWay.collection.published());
    } catch (error) {
      this.#fail(isCodedError(error) ? error : crashError(error));
      this.#end();
      return;
    }
    if (this.#hasWork || this.#closing) this.#schedule();
  }

  #rest(): void {
    if (this.#resting || this.#closing) return;
    this.#resting = true;
    setTimeout(() => {
      this.#resting = false;
      this.#schedule();
    }, REST_MS).unref();
  }

  #fail(reason: CodedError): void {
    if (this.#failure !== undefined) return;
    this.#failure = this.#closing ? closedError() : reason;
    this.#underWay?.collection.reject(this.#failure);
    this.#underWay?.settlements.reject(this.#failure);
    this.#collecting.reject(this.#failure);
    this.#settlements.reject(this.#failure);
    this.#windows.fail(this.#failure);
    if (!this.#closing) this.#reportBreakdown(reason);
  }
}
