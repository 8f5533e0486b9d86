import type { Connection } from './connection.js';
import type { Consumers } from './consumers.js';
import type { Names } from './names.js';
import type { Reading } from './reading.js';
import type { NatsSettings } from './settings.js';
import type { Tally } from './tally.js';
import type { TallyFollower } from './tally-follower.js';
import type { Writing } from './writing.js';

/** What all parts of a queue share. */
export interface QueueParts {
  readonly settings: NatsSettings;
  readonly names: Names;
  readonly connection: Connection;
  readonly consumers: Consumers;
  readonly reading: Reading;
  readonly writing: Writing;
  readonly tally: Tally;
  readonly follower: TallyFollower;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}
