import { once } from 'node:events';
import { createServer } from 'node:http';
import { json } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';
import { faultOf } from './specified-payload.js';

/** Takes every event, and keeps no more of it than its id and what is wrong with it. */
export interface EventReceiver {
  readonly url: string;
  readonly ids: ReadonlySet<string>;
  /** What came that is no payload of the specification. */
  readonly malformed: readonly string[];
}

export async function startEventReceiver(): Promise<EventReceiver> {
  const ids = new Set<string>();
  const malformed: string[] = [];
  const server = createServer(async (request, response) => {
    const payload = await json(request);
    const id = String(request.headers['webhook-id']);
    const fault = faultOf(payload);
    if (fault !== undefined) malformed.push(`${id}: ${fault}`);
    ids.add(id.slice(0, id.indexOf('/')));
    response.writeHead(200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  return { url: `http://127.0.0.1:${address.port}`, ids, malformed };
}
