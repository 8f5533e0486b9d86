import { CodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING } from '@headwind/bus/errors';

/**
 * What the work gives, unless the host begins to stop first; then the work is let go of.
 *
 * @param stopping aborted when the host begins to stop
 * @throws `BUS_STOPPING`
 */
export async function unlessStopping<T>(stopping: AbortSignal, work: Promise<T>): Promise<T> {
  const refusal = (): CodedError => new CodedError(BUS_STOPPING, 'The host is stopping.');
  let refuse: () => void = () => undefined;
  const stopped = new Promise<never>((_, reject) => {
    refuse = () => reject(refusal());
    if (stopping.aborted) refuse();
    else stopping.addEventListener('abort', refuse);
  });
  try {
    return await Promise.race([stopped, work]);
  } finally {
    stopping.removeEventListener('abort', refuse);
  }
}
