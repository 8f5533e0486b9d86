import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Canary } from './canary.js';

/** How the service fails, by the name of the workload an event is about: `fault-reset`. */
export const FAULTS = [
  ...['400', '401', '403', '404', '405', '408', '413', '415', '422', '500', '502', '503'],
  ...['error-in-200', 'text-in-200', 'redirect', 'no-http', 'cut-off', 'reset', 'hang'],
  // Whoever cuts an answer short there cuts through a secret.
  ...['after-185', 'after-290', 'after-1990'],
];

/** After each of these a channel may send nothing for a while. */
export const FAULTS_OF_CHANNELS = ['410', '429'];

/** Which form the next answer begins with, counted from the last: with no divisor in common with how many there are. */
const STRIDE = 7;

export interface RepeatingService {
  readonly url: string;
  /** Every request as it came: its first line, headers and body. */
  readonly requests: readonly string[];
  /** How it fails where the event does not say. @defaultValue not at all */
  fault: string;
  close(): Promise<void>;
}

/**
 * A service of every kind that fails as it is told, and whose every answer repeats the request and all canaries, in every
 * form and wherever an answer has room for text: its reason, its headers, every field of its body.
 *
 * @param canaries what there is to repeat by then
 */
export async function startRepeatingService(canaries: () => readonly Canary[]): Promise<RepeatingService> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    // A sender that gives up half-way has not sent a request.
    receive(request, response).catch(() => request.destroy());
  });

  // Asked for a tunnel, as a proxy is, it wants a password, and repeats the one it got.
  server.on('connect', (request: IncomingMessage, socket) => {
    const repeated = repeat(`${request.method} ${request.url} ${request.rawHeaders.join(' ')}`);
    socket.end(`HTTP/1.1 407 ${lineOf(repeated)}\r\nx-repeated: ${lineOf(repeated)}\r\n\r\n${repeated}`);
  });

  /** What is said to a request: itself, and every canary. */
  function repeat(text: string): string {
    requests.push(text);
    const forms = canaries().flatMap((canary) => repetitions(canary.text));
    // Whoever quotes an answer begins at its beginning: that is another one each time.
    const first = (requests.length * STRIDE) % (forms.length + 1);
    return [...forms.slice(first), text.replaceAll('\n', ' '), ...forms.slice(0, first)].join(' ');
  }

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = (await buffer(request)).toString();
    const repeated = repeat(`${request.method} ${request.url}\n${request.rawHeaders.join('\n')}\n${body}`);
    const [, fault = service.fault] = /fault-([a-z0-9-]+)/.exec(`${request.url} ${body}`) ?? [];
    answer(fault, response, repeated);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the service has no port');
  const service: RepeatingService = {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    fault: 'none',
    close: async () => {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return service;
}

function answer(fault: string, response: ServerResponse, secrets: string): void {
  const header = lineOf(secrets);
  const headers = { 'x-repeated': header, 'retry-after': header, 'www-authenticate': header, date: header };
  const { socket } = response;
  switch (fault) {
    case 'none':
      return void response.end(JSON.stringify({ ok: true, ts: '1.1', channel: 'C0123456789', status: 'success' }));
    case 'hang':
      return;
    case 'reset':
      return void socket?.resetAndDestroy();
    case 'no-http':
      return void socket?.end(`${secrets}\r\n\r\n${secrets}`);
    case 'cut-off':
      response.writeHead(500, headers);
      return void response.write(secrets, () => socket?.resetAndDestroy());
    case 'redirect':
      return void response
        .writeHead(302, header, { ...headers, location: `http://127.0.0.1:1/${encodeURI(header)}` })
        .end();
    case 'text-in-200':
      return void response.end(`Webhook message delivery failed with error: ${secrets}`);
    case 'error-in-200':
      return void response.end(
        JSON.stringify({ ok: false, error: secrets, response_metadata: { messages: [secrets] } }),
      );
    default:
      if (fault.startsWith('after-')) {
        response.writeHead(400, headers);
        return void response.end(`${'.'.repeat(Number(fault.slice(6)))}${secrets}`);
      }
      response.writeHead(Number(fault), header, headers);
      response.end(JSON.stringify(everyField(secrets)));
  }
}

/** What services say of an error, all at once. */
function everyField(secrets: string): object {
  const error = { code: secrets, message: secrets };
  return {
    ok: false,
    status: secrets,
    message: secrets,
    errors: [secrets, error],
    error,
    title: secrets,
    detail: secrets,
  };
}

/** How services repeat what they were sent: in a line, in JSON, in a URL, or in the credentials of RFC 7617. */
function repetitions(text: string): readonly string[] {
  return [
    text,
    JSON.stringify(text),
    encodeURIComponent(text),
    new URLSearchParams({ key: text }).toString(),
    ...[text, `u:${text}`, `:${text}:`].map((credentials) => Buffer.from(credentials).toString('base64')),
    Buffer.from(text).toString('base64url'),
  ];
}

/** As much as a header may hold. */
function lineOf(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '').slice(0, 2_000);
}
