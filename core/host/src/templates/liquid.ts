import { Liquid } from 'liquidjs';
import { LARGEST_RENDER, LONGEST_RENDER_MS } from './limits.js';
import { MeasuredCapture } from './measured-capture.js';

/** They would read files: there are none for templates. */
export const TAGS_WITH_FILES: readonly string[] = ['include', 'render', 'layout', 'block'];

/**
 * The language of templates: LiquidJS, strict about filters, blind to what values inherit, without files and within
 * limits (https://liquidjs.com/tutorials/dos.html).
 */
export function createLiquid(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    renderLimit: LONGEST_RENDER_MS,
    memoryLimit: LARGEST_RENDER,
  });
  for (const tag of TAGS_WITH_FILES) delete liquid.tags[tag];
  liquid.registerTag('capture', MeasuredCapture);
  return liquid;
}
