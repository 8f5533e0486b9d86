/** Marks an error across copies of this package, where `instanceof` would not. */
const NETWORK_FAULT = Symbol.for('headwind.networkFault');

/**
 * Says of an error, in place, that it is trouble of the network: an attempt that throws it failed for the reason `network`,
 * not `exception`. Errors of `ctx.http` are marked already.
 */
export function networkFault<E extends Error>(error: E): E {
  return Object.defineProperty(error, NETWORK_FAULT, { value: true });
}

/** Whether what was thrown is marked as trouble of the network. */
export function isNetworkFault(thrown: unknown): boolean {
  return typeof thrown === 'object' && thrown !== null && NETWORK_FAULT in thrown && thrown[NETWORK_FAULT] === true;
}
