import { isCodedError } from '@headwind/bus/coded-error';
import type { Connection } from './connection.js';
import type { Session } from './session.js';
import { closedError } from './troubles.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/** A connection that broke fails once; what fails so often is the server's doing, and told. */
const TOLD_AFTER = 4;

/**
 * Does something on a session until it succeeds, however long that takes and however many sessions.
 *
 * @throws `QUEUE_UNAVAILABLE` when the connection is closed; what is no use trying again
 */
export async function keepTrying<Result>(
  connection: Connection,
  act: (session: Session) => Promise<Result>,
): Promise<Result> {
  try {
    for (let failed = 1; ; failed += 1) {
      const session = await connection.whenConnected();
      try {
        return await act(session);
      } catch (thrown) {
        if (connection.isClosed) throw closedError();
        if (isCodedError(thrown)) throw thrown;
        if (failed >= TOLD_AFTER) connection.complain(act, thrown);
        await new Promise((resolve) => setTimeout(resolve, Math.min(FIRST_PAUSE_MS * 2 ** failed, LONGEST_PAUSE_MS)));
      }
    }
  } finally {
    connection.withdraw(act);
  }
}
