import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface ReceivedRequest {
  readonly method: string;
  /** As it came: a path, or, at a proxy, a whole URL. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Connections taken so far. */
  connections(): number;
  close(): Promise<void>;
}

export type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** A server on a free port of loopback that keeps what it receives, and answers 200 unless told otherwise. */
export async function startServer(answer: Answer = (response) => response.end('ok')): Promise<LocalServer> {
  const requests: ReceivedRequest[] = [];
  const sockets = new Set<Socket>();
  let connections = 0;
  const server = createServer(async (message, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of message) chunks.push(chunk);
    const { method = '', url: target = '', headers } = message;
    const request = { method, target, headers, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(request);
    answer(response, request);
  });
  server.on('connection', (socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  // A proxy is asked for a tunnel with CONNECT; this one gives none.
  server.on('connect', ({ url: target = '', headers }, socket) => {
    requests.push({ method: 'CONNECT', target, headers, body: '' });
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    requests,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** A port of loopback on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = await startServer();
  await server.close();
  return server.port;
}
