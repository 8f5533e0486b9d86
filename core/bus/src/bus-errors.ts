import type { ErrorEntry } from './coded-error.js';

export const EVENT_INVALID: ErrorEntry = {
  code: 'EVENT_INVALID',
  meaning: 'An event has an unknown kind, a missing field, a field of the wrong type, or a field nobody knows.',
  remedy: 'Correct the field and publish again; nothing was stored.',
};

export const QUEUE_FULL: ErrorEntry = {
  code: 'QUEUE_FULL',
  meaning: 'As many deliveries are pending as the configuration allows (`queue.maxPending`).',
  remedy: 'Publish again later; nothing was stored. See which channel does not deliver, or raise `queue.maxPending`.',
};

export const QUEUE_UNAVAILABLE: ErrorEntry = {
  code: 'QUEUE_UNAVAILABLE',
  meaning:
    'The queue could not store: the disk is full or read-only, the file is damaged, the NATS server is away, or the queue is closed.',
  remedy:
    'Publish again later, with the same event id; what was stored all the same is a duplicate then. See the cause in the log: start the server, or make room on the disk.',
};

export const QUEUE_LOCKED: ErrorEntry = {
  code: 'QUEUE_LOCKED',
  meaning: 'The queue file is open already, most often in another process; two hosts must not share one file.',
  remedy: 'Stop the other host, or give this one a queue file of its own (`queue.path` or HEADWIND_DATA).',
};

export const QUEUE_DAMAGED: ErrorEntry = {
  code: 'QUEUE_DAMAGED',
  meaning: 'The queue file is not a queue file, or its content is damaged.',
  remedy:
    'Name another file (`queue.path` or HEADWIND_DATA), or put a backup in its place; this one was left as it is.',
};

export const QUEUE_VERSION_UNSUPPORTED: ErrorEntry = {
  code: 'QUEUE_VERSION_UNSUPPORTED',
  meaning: 'A newer version of Headwind Notifications made the queue file, in a form that this one cannot read.',
  remedy: 'Run the newer version again until the queue is empty, or give this one a queue file of its own.',
};

export const QUEUE_SERVER_REFUSED: ErrorEntry = {
  code: 'QUEUE_SERVER_REFUSED',
  meaning: 'The NATS server does not let the host in, or denies it something that the queue needs.',
  remedy: 'Correct the credentials or the certificates, or grant the permissions; the host tries again and again.',
};

export const QUEUE_SERVER_UNFIT: ErrorEntry = {
  code: 'QUEUE_SERVER_UNFIT',
  meaning: 'The NATS server cannot hold a queue: it is too old, has no JetStream, or has no room for its streams.',
  remedy: 'Run NATS server 2.9 or newer with JetStream (`nats-server -js`); the host tries again and again.',
};

export const QUEUE_STREAM_UNFIT: ErrorEntry = {
  code: 'QUEUE_STREAM_UNFIT',
  meaning: 'A stream of the name the queue uses is there already, with settings by which events could be lost.',
  remedy: 'Give the queue another name, or correct the stream; the host left it as it was, and tries again and again.',
};

export const EVENT_TOO_LARGE: ErrorEntry = {
  code: 'EVENT_TOO_LARGE',
  meaning: 'An event is larger than what the NATS server takes as one message (`max_payload`).',
  remedy: 'Publish a smaller event, or raise `max_payload` of the server; nothing was stored.',
};

export const CURSOR_INVALID: ErrorEntry = {
  code: 'CURSOR_INVALID',
  meaning: 'The cursor is not one that a page of deliveries gave.',
  remedy: 'Give the `next` of the page before, unchanged and with the same filter, or begin without a cursor.',
};

export const BUS_STOPPING: ErrorEntry = {
  code: 'BUS_STOPPING',
  meaning: 'The host is stopping and takes no more events.',
  remedy: 'Publish again when it is back; nothing was stored.',
};

export const DELIVER_THREW: ErrorEntry = {
  code: 'DELIVER_THREW',
  meaning: "A channel's `deliver` threw something that is no trouble of the network. The delivery is retried.",
  remedy: "The fault is the plugin's: correct it if it is your own, otherwise report it to its author.",
};

export const DELIVER_TIMEOUT: ErrorEntry = {
  code: 'DELIVER_TIMEOUT',
  meaning: "A channel's `deliver` gave no outcome within the `timeout` of the channel. The delivery is retried.",
  remedy: 'Check what it sends to, or raise `timeout`.',
};

export const OUTCOME_INVALID: ErrorEntry = {
  code: 'OUTCOME_INVALID',
  meaning: "A channel's `deliver` returned something that is no outcome. The delivery is retried.",
  remedy: "The fault is the plugin's: correct it if it is your own, otherwise report it to its author.",
};

/** Every error of the bus and of its queues. */
export const BUS_ERRORS: readonly ErrorEntry[] = [
  EVENT_INVALID,
  QUEUE_FULL,
  QUEUE_UNAVAILABLE,
  QUEUE_LOCKED,
  QUEUE_DAMAGED,
  QUEUE_VERSION_UNSUPPORTED,
  QUEUE_SERVER_REFUSED,
  QUEUE_SERVER_UNFIT,
  QUEUE_STREAM_UNFIT,
  EVENT_TOO_LARGE,
  CURSOR_INVALID,
  BUS_STOPPING,
  DELIVER_THREW,
  DELIVER_TIMEOUT,
  OUTCOME_INVALID,
];
