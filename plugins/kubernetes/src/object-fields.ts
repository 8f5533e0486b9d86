import { fitLine, fitText } from '@headwind/plugin-api';
import { z } from 'zod';

/** The longest texts of an event, in characters; what is longer is cut, so that the event is not refused. */
const MAX_NAME = 253;
const MAX_LINE = 2_048;
const MAX_TEXT = 16_384;

/** A text of an object; one that is missing, empty or something else is absent. */
export const optionalText = z.string().min(1).optional().catch(undefined);

/** RFC 3339 with an offset, as an event's time has to be. */
const TIME = z.iso.datetime({ offset: true });

/** The first that is a time. */
export function firstTime(...candidates: readonly (string | undefined)[]): string | undefined {
  return candidates.find((candidate) => TIME.safeParse(candidate).success);
}

/** What every object has: who it is. */
export const metadataSchema = z.object({
  uid: z.string().min(1),
  name: z.string().min(1),
  namespace: z.string().min(1),
  resourceVersion: z.string(),
  creationTimestamp: optionalText,
});

export const nameText = (text: string | undefined): string | undefined => cut(text, fitLine, MAX_NAME);
export const lineText = (text: string | undefined): string | undefined => cut(text, fitLine, MAX_LINE);
export const longText = (text: string | undefined): string | undefined => cut(text, fitText, MAX_TEXT);

/** Absent where nothing is left of it. */
function cut(text: string | undefined, fit: (text: string, limit: number) => string, limit: number) {
  const fitted = text === undefined ? '' : fit(text, limit);
  return fitted === '' ? undefined : fitted;
}

/** Without the fields that are absent. */
export function present<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  // The same fields with the values they had; none of those that are left is undefined.
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}
