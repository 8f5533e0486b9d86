/** So many attempts of a delivery are kept, the latest. */
export const ATTEMPTS_KEPT = 100;

/** The events of a page take no more than this together, as JSON, unless it is a single larger one. Bytes. */
export const PAGE_BYTES = 4 * 2 ** 20;
