import { once } from 'node:events';
import { CodedError, messageOf } from '@headwind/bus/coded-error';
import type { FastifyInstance } from 'fastify';
import { type ListenAddress, listenAddressText } from '../config/listen-address.js';
import { LISTEN_FAILED } from './http-errors.js';

/** By the code of Node's error. */
const REASONS = new Map([
  ['EADDRINUSE', 'another process listens there'],
  ['EACCES', 'the system does not permit it; ports below 1024 are for privileged processes'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'this host name is not known'],
]);

/**
 * Makes the application listen.
 *
 * @returns the address as the system gives it
 * @throws `LISTEN_FAILED`
 */
export async function listenAt(app: FastifyInstance, address: ListenAddress): Promise<ListenAddress> {
  await app.ready();
  try {
    // Not through Fastify, which would bind `localhost` twice: the second server's connections are out of reach.
    // Without a host Node takes every address, also where there is no IPv6.
    app.server.listen(address.host === '::' ? { port: address.port } : address);
    await once(app.server, 'listening');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const reason = REASONS.get(code) ?? messageOf(error);
    throw new CodedError(LISTEN_FAILED, `Cannot listen at ${listenAddressText(address)}: ${reason}.`, { cause: error });
  }
  const bound = app.server.address();
  return typeof bound === 'object' && bound !== null ? { host: bound.address, port: bound.port } : address;
}
