/** Lone halves of surrogate pairs: no text, and no UTF-8. */
const LONE_SURROGATES = /\p{Surrogate}/gu;

/** Control characters, line feeds and tabs excepted, and those that make the text around them read in another order. */
const CONTROLS = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/**
 * Text from outside, made fit for a field with a limit: whole characters, no control characters but line breaks and tabs,
 * none that reorder the text around them, and `…` at the end where something was cut off.
 *
 * @param limit in UTF-16 code units, the most cautious way to count characters; at least 1
 */
export function fitText(text: string, limit: number): string {
  const clean = text.replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(CONTROLS, '');
  const whole = clean.replace(LONE_SURROGATES, '\ufffd');
  if (whole.length <= limit) return whole;
  const start = whole.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '');
  return `${start.trimEnd()}…`;
}
