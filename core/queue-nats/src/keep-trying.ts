import type { Connection } from './connection.js';
import type { Session } from './session.js';
import { closedError } from './troubles.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 2_000;

/**
 * Does something on a session until it succeeds, however long that takes and however many sessions.
 *
 * @throws `QUEUE_UNAVAILABLE` when the connection is closed
 */
export async function keepTrying<Result>(
  connection: Connection,
  act: (session: Session) => Promise<Result>,
): Promise<Result> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const session = await connection.whenConnected();
    try {
      return await act(session);
    } catch {
      if (connection.isClosed) throw closedError();
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
