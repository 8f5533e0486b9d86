/*
 * What keeps templates from holding up the host; `docs/how-to/templates.md` lists the same figures. None of them can be
 * configured.
 */

/** The longest template, in characters. */
export const LONGEST_TEMPLATE = 16_384;

/** The longest text that a template gives, in characters, like the longest of an event; the rest is cut off. */
export const LONGEST_OUTPUT = 16_384;

/** How long a template may take for one event, in milliseconds. LiquidJS looks at the clock before each part of it. */
export const LONGEST_RENDER_MS = 50;

/** How much a template may make on its way, in characters and list items, as LiquidJS counts them. */
export const LARGEST_RENDER = 250_000;

/** A template that took too long so many times in a row, for one kind of event, is not used again. */
export const MOST_OVERRUNS = 10;
