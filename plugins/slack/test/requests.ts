import type { SlackStandIn } from '../../../test/stand-ins/slack.js';

export const POST = '/api/chat.postMessage';
export const UPDATE = '/api/chat.update';

/** The paths of the requests since the thread was opened. */
export function pathsSinceOpening({ requests }: SlackStandIn): string[] {
  return requests.slice(1).map(({ path }) => path);
}

/** How the Web API refuses: inside a 200. */
export function refused(error: string) {
  return { status: 200, body: { ok: false, error } };
}
