import { fitText } from '@headwind/plugin-api';
import { type Liquid, type Template as LiquidTemplate, RenderError } from 'liquidjs';
import { LARGEST_RENDER, LONGEST_OUTPUT, LONGEST_RENDER_MS } from './limits.js';
import { quoted } from './template-fault.js';
import type { Rendered } from './templates-by-kind.js';

export function renderTemplate(liquid: Liquid, parsed: LiquidTemplate[], values: object): Rendered {
  try {
    const output: unknown = liquid.renderSync(parsed, values);
    const text = String(output);
    // LiquidJS does not count what it writes. Until a text is read, one of any length has cost next to nothing.
    if (text.length > LARGEST_RENDER) return TOO_LARGE;
    return { text: fitText(text, LONGEST_OUTPUT).trim() };
  } catch (error) {
    return failureOf(error);
  }
}

const TOO_LARGE: Rendered = { failure: `it made more than ${LARGEST_RENDER} characters`, tookTooLong: false };
const TOO_LONG: Rendered = { failure: `it took longer than ${LONGEST_RENDER_MS} ms`, tookTooLong: true };

/** LiquidJS's own message may quote a value of the event. */
function failureOf(error: unknown): Rendered {
  if (!(error instanceof Error)) return { failure: 'it threw no error', tookTooLong: false };
  if (error.message.startsWith('template render limit exceeded')) return TOO_LONG;
  if (error.message.startsWith('memory alloc limit exceeded')) return TOO_LARGE;
  // Any other error of LiquidJS points into what a filter was given.
  if (!RenderError.is(error)) return { failure: error.name, tookTooLong: false };
  const { originalError, token } = error;
  const failure = `${originalError?.name ?? error.name} in \`${quoted(token.getText())}\``;
  return { failure, tookTooLong: false };
}
