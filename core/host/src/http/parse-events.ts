import { CodedError } from '@headwind/bus/coded-error';
import type { ParsedDraft } from '@headwind/bus/event-schema';
import type { EventDraft } from '@headwind/plugin-api';
import { BATCH_TOO_LARGE } from './http-errors.js';
import type { FieldError } from './problem-details.js';
import { EVENTS_IN_A_REQUEST } from './request-schemas.js';

/** The events of a request, or everything that is wrong with any of them. */
export type ParsedEvents = { readonly drafts: readonly EventDraft[] } | { readonly errors: readonly FieldError[] };

export function parseOne(value: unknown, parse: (value: unknown) => ParsedDraft): ParsedEvents {
  return parseAll([value], parse, () => '');
}

/** @throws `BATCH_TOO_LARGE` */
export function parseMany(values: readonly unknown[], parse: (value: unknown) => ParsedDraft): ParsedEvents {
  if (values.length > EVENTS_IN_A_REQUEST) {
    throw new CodedError(
      BATCH_TOO_LARGE,
      `The array holds ${values.length} events; at most ${EVENTS_IN_A_REQUEST} are allowed.`,
    );
  }
  return parseAll(values, parse, (index) => `/${index}`);
}

function parseAll(
  values: readonly unknown[],
  parse: (value: unknown) => ParsedDraft,
  pointerTo: (index: number) => string,
): ParsedEvents {
  const drafts: EventDraft[] = [];
  const errors: FieldError[] = [];
  for (const [index, value] of values.entries()) {
    const result = parse(value);
    if ('draft' in result) {
      drafts.push(result.draft);
      continue;
    }
    for (const { pointer, message } of result.issues) {
      errors.push({ pointer: pointerTo(index) + pointer, detail: message });
    }
  }
  return errors.length > 0 ? { errors } : { drafts };
}
