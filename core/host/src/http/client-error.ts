import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { CodedError, type ErrorEntry } from '@headwind/bus/coded-error';
import { HEADERS_TOO_LARGE, REQUEST_MALFORMED, REQUEST_TIMEOUT } from './http-errors.js';
import { problemReply } from './problem-details.js';

interface Refusal {
  readonly entry: ErrorEntry;
  readonly found: string;
}

/** By the code of Node's error: what never became a request. */
const REFUSALS = new Map<string, Refusal>([
  ['ERR_HTTP_REQUEST_TIMEOUT', { entry: REQUEST_TIMEOUT, found: 'The request did not arrive in time.' }],
  ['HPE_HEADER_OVERFLOW', { entry: HEADERS_TOO_LARGE, found: 'The headers are too long.' }],
]);

const NOT_HTTP: Refusal = { entry: REQUEST_MALFORMED, found: 'The request is not HTTP/1.1.' };

/** Answers on the bare socket what Node could not read as a request, and closes the connection. */
export function answerClientError(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { entry, found } = REFUSALS.get(error.code ?? '') ?? NOT_HTTP;
  const problem = problemReply(new CodedError(entry, found));
  const body = JSON.stringify(problem.body);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status] ?? ''}`,
    ...Object.entries(problem.headers).map(([name, value]) => `${name}: ${value}`),
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ].join('\r\n');
  socket.end(`${head}\r\n\r\n${body}`, () => socket.destroy());
}
