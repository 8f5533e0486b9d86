import { CodedError, messageOf } from '@headwind/bus/coded-error';
import { QUEUE_DAMAGED, QUEUE_LOCKED, QUEUE_UNAVAILABLE, QUEUE_VERSION_UNSUPPORTED } from '@headwind/bus/errors';
import type { StorageFailure } from './turn.js';

/** A queue file that cannot be opened, for a reason that is ours and not SQLite's. */
export class OpenFailure extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** What was thrown, in a form that crosses the thread. */
export function failureOf(thrown: unknown): StorageFailure {
  const code = thrown instanceof Error && 'code' in thrown ? String(thrown.code) : 'UNKNOWN';
  return { code, message: messageOf(thrown) };
}

/** Why the queue file could not be opened, for the operator. */
export function openError(path: string, failure: StorageFailure): CodedError {
  const cause = causeOf(failure);
  if (failure.code === 'SQLITE_BUSY') {
    return new CodedError(QUEUE_LOCKED, `${path} is open already, in another process or in this one.`, { cause });
  }
  if (failure.code === QUEUE_VERSION_UNSUPPORTED.code) {
    return new CodedError(QUEUE_VERSION_UNSUPPORTED, failure.message);
  }
  if (failure.code === QUEUE_DAMAGED.code) return new CodedError(QUEUE_DAMAGED, failure.message);
  if (failure.code === 'SQLITE_NOTADB' || failure.code.startsWith('SQLITE_CORRUPT')) {
    return new CodedError(QUEUE_DAMAGED, `${path} is not a queue file or is damaged (${failure.message}).`, { cause });
  }
  return new CodedError(QUEUE_UNAVAILABLE, `${path} cannot be opened for writing (${failure.message}).`, {
    cause,
    remedy: 'Make the file and its folder writable for this user, and make room on the disk.',
  });
}

/** Why a publication, a replay or a value of a plugin's state was not stored. */
export function storeError(failure: StorageFailure): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, `The queue could not store (${failure.message}).`, {
    cause: causeOf(failure),
  });
}

/** Why deliveries or a plugin's state could not be read. */
export function readError(failure: StorageFailure): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, `The queue could not be read (${failure.message}).`, {
    cause: causeOf(failure),
    remedy: 'Try again later; see the cause in the log.',
  });
}

export function closedError(): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, 'The queue is closed.');
}

export function crashError(cause: unknown): CodedError {
  return new CodedError(QUEUE_UNAVAILABLE, `The storage worker stopped (${messageOf(cause)}).`, {
    cause,
    remedy: 'Restart the host: what was acknowledged is stored, and delivered after the start.',
  });
}

/** What SQLite gave for an event is none. */
export function damagedError(seq: number, cause: unknown): CodedError {
  const found = `The event stored under the number ${seq} cannot be read: it is no JSON object.`;
  return new CodedError(QUEUE_DAMAGED, found, { cause });
}

function causeOf(failure: StorageFailure): Error {
  return Object.assign(new Error(failure.message), { code: failure.code });
}
