/*
 * The longest texts of an event, in UTF-16 code units. Generous: they only keep one event from filling the queue.
 */

/** Of whatever has a name: a workload, its kind, a container, an update request, an entry of the metadata. */
export const MAX_NAME = 253;

export const MAX_IMAGE = 2_048;

/** Of what fits one line: a policy, a person, an address. */
export const MAX_LINE = 2_048;

/** Of what is written or reported at length: reasons, error messages, values of the metadata. */
export const MAX_TEXT = 16_384;

/** The most entries of the metadata. */
export const MAX_METADATA = 64;
