import { once } from 'node:events';
import { createServer } from 'node:http';
import { onTestFinished } from 'vitest';

/** A receiver that refuses everything until it is told to take it, and counts what it took by delivery. */
export interface SwitchedReceiver {
  readonly url: string;
  /** From now on everything is taken. */
  takeAll(): void;
  /** How often each delivery (`webhook-id`) was taken. */
  readonly taken: ReadonlyMap<string, number>;
}

export async function startSwitchedReceiver(): Promise<SwitchedReceiver> {
  let takes = false;
  const taken = new Map<string, number>();
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      const id = String(request.headers['webhook-id']);
      if (takes) taken.set(id, (taken.get(id) ?? 0) + 1);
      response.writeHead(takes ? 200 : 400).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the receiver has no port');
  const takeAll = (): void => {
    takes = true;
  };
  return { url: `http://127.0.0.1:${address.port}`, takeAll, taken };
}
