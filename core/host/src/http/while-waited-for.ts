import type { FastifyReply } from 'fastify';

/**
 * Does some work for an answer, with a signal that is aborted when nobody waits for it any more: the connection was closed,
 * or the time was up. (The signal of Fastify's requests is aborted as soon as the body of the request is read.)
 */
export async function whileWaitedFor<T>(reply: FastifyReply, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abandoned = new AbortController();
  const abandon = (): void => abandoned.abort();
  reply.raw.once('close', abandon);
  try {
    return await work(abandoned.signal);
  } finally {
    reply.raw.off('close', abandon);
  }
}
