import type Database from 'libsql';
import { AttemptStatements } from './attempt-statements.js';
import { ChannelBook } from './channel-book.js';
import { DeadLetterStatements } from './dead-letter-statements.js';
import { DepthStatements } from './depth-statements.js';
import { Handing } from './handing.js';
import { ListStatements } from './list-statements.js';
import { PruneStatements } from './prune.js';
import { PublishStatements } from './publish-statements.js';
import type { Read } from './reading.js';
import { ReadyStatements } from './ready-statements.js';
import { SettleStatements } from './settle-statements.js';
import { StateStatements } from './state-statements.js';
import { failureOf } from './storage-errors.js';
import { StoredStatements } from './stored-statements.js';
import { type Handover, isFailure, type StorageFailure, type Turn, type TurnAnswer, type Written } from './turn.js';

interface Stored {
  readonly written: Written;
  readonly handovers: readonly Handover[];
}

const NOTHING: Omit<Turn, 'now'> = {
  newChannels: [],
  wanted: [],
  settlements: [],
  calls: [],
  replays: [],
  discards: [],
  stateWrites: [],
  stateReads: [],
  lists: [],
  finds: [],
  depths: [],
  pruneBefore: undefined,
};

/*
 * The order within a turn
 *
 *   settle      frees turns and room
 *   replay      before reading, so that what is brought back can be handed over at once
 *   discard
 *   read        hands over what is due and older than what this turn publishes
 *   publish     hands over what is ready, where nothing older is left
 *
 * all in one transaction. When that fails, each is tried alone, so that none suffers for another; and what became of
 * deliveries is worth more than the tale of their attempts, which is left out when the disk has no room for it.
 */
export class TurnRunner {
  readonly #book: ChannelBook;
  readonly #settling: SettleStatements;
  readonly #deadLetters: DeadLetterStatements;
  readonly #publishing: PublishStatements;
  readonly #ready: ReadyStatements;
  readonly #state: StateStatements;
  readonly #lists: ListStatements;
  readonly #stored: StoredStatements;
  readonly #depths: DepthStatements;
  readonly #pruning: PruneStatements;
  readonly #database: Database.Database;

  constructor(database: Database.Database, maxPending: number) {
    this.#database = database;
    this.#book = new ChannelBook(database);
    const attempts = new AttemptStatements(database);
    this.#settling = new SettleStatements(database, this.#book, attempts);
    this.#deadLetters = new DeadLetterStatements(database, this.#book, attempts);
    this.#publishing = new PublishStatements(database, this.#book, maxPending);
    this.#ready = new ReadyStatements(database);
    this.#state = new StateStatements(database);
    this.#stored = new StoredStatements(database, this.#book, attempts);
    this.#lists = new ListStatements(database, this.#book, this.#stored);
    this.#depths = new DepthStatements(database, this.#book);
    this.#pruning = new PruneStatements(database, attempts);
  }

  run(turn: Turn): TurnAnswer {
    for (const name of turn.newChannels) this.#book.number(name);
    return { ...this.#store(turn), read: this.#read(turn), moreToPrune: this.#prune(turn.pruneBefore) };
  }

  #store(turn: Turn): Pick<TurnAnswer, 'written' | 'unsettled' | 'handovers'> {
    const whole = this.#transaction(turn);
    if (!isFailure(whole)) return { ...whole, unsettled: undefined };
    const alone = { ...NOTHING, now: turn.now };
    const settled = this.#settle({ ...alone, settlements: turn.settlements });
    const stored = this.#transaction({ ...turn, settlements: [], wanted: [] });
    const read = this.#transaction({ ...alone, wanted: turn.wanted });
    return {
      unsettled: isFailure(settled) ? settled : undefined,
      written: isFailure(stored) ? stored : stored.written,
      handovers: isFailure(read) ? read : read.handovers,
    };
  }

  #settle(turn: Turn): Stored | StorageFailure {
    const settled = this.#transaction(turn);
    return isFailure(settled) ? this.#transaction(turn, false) : settled;
  }

  #transaction(turn: Turn, withAttempts = true): Stored | StorageFailure {
    try {
      this.#database.exec('begin');
      this.#settling.settle(turn.settlements, withAttempts);
      const replayed = turn.replays.map((row) => this.#deadLetters.replay(row));
      const discarded = turn.discards.map((row) => this.#deadLetters.discard(row));
      for (const write of turn.stateWrites) this.#state.write(write);
      const handing = new Handing(this.#ready, this.#book, turn.now);
      handing.read(turn.wanted);
      const published = this.#publishing.publish(turn.calls, turn.now, handing);
      this.#database.exec('commit');
      this.#book.keep();
      return { written: { ...published, replayed, discarded }, handovers: handing.handovers(turn.wanted) };
    } catch (error) {
      this.#book.undo();
      // SQLite has rolled back by itself after some errors (https://www.sqlite.org/lang_transaction.html).
      if (this.#database.inTransaction) this.#database.exec('rollback');
      return failureOf(error);
    }
  }

  #read(turn: Turn): Read | StorageFailure {
    try {
      return {
        states: turn.stateReads.map((read) => this.#state.read(read)),
        lists: turn.lists.map((query) => this.#lists.list(query)),
        finds: turn.finds.map((query) => this.#stored.find(query)),
        depths: this.#depths.depths(turn.depths),
      };
    } catch (error) {
      return failureOf(error);
    }
  }

  /** Whether there is more to prune. What cannot be removed now stays until the next time. */
  #prune(before: number | undefined): boolean {
    if (before === undefined) return false;
    try {
      this.#database.exec('begin');
      const more = this.#pruning.prune(before);
      this.#database.exec('commit');
      return more;
    } catch {
      if (this.#database.inTransaction) this.#database.exec('rollback');
      return false;
    }
  }
}
