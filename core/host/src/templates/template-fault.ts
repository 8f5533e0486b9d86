import { nearestName } from '@headwind/bus/nearest-name';
import { fitText } from '@headwind/plugin-api';

/** What is wrong with a template, in the parts of a problem's message. */
export interface TemplateFault {
  /** What was found, as the template writes it. */
  readonly found: string;
  readonly expected: string;
  /** The right name that was probably meant. */
  readonly nearest?: string | undefined;
}

const LONGEST_QUOTE = 200;

/** Part of a template, on one line of a message. */
export function quoted(text: string): string {
  return fitText(text.replace(/\s+/g, ' '), LONGEST_QUOTE);
}

/** A name that is none of the right ones. */
export function unknownName(found: string, name: string, right: readonly string[], expected: string): TemplateFault {
  return { found, expected, nearest: nearestName(name, right) };
}
