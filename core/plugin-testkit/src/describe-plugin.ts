import { basename, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { Conformance, failureText } from './conformance/conformance.js';
import type { ConformanceOptions } from './conformance/conformance-options.js';

/** A step has limits of its own, which say more. Milliseconds. */
const STEP_MS = 120_000;

/**
 * Registers the conformance suite of a plugin, one test for each step that applies to its kind. The plugin must have been
 * built. For Vitest.
 *
 * @param dir the folder of its package
 */
export function describePlugin(dir: string | URL, options: ConformanceOptions = {}): void {
  const folder = typeof dir === 'string' ? resolve(dir) : resolve(fileURLToPath(dir));
  const conformance = new Conformance(folder, options);
  describe(`the plugin ${basename(folder)}`, async () => {
    for (const step of await conformance.steps()) {
      it(step.name, { timeout: STEP_MS }, async ({ annotate, skip }) => {
        const result = await conformance.run(step);
        if (result.result === 'failed') throw new Error(failureText(result));
        if (result.result === 'not reached') skip(result.because);
        if (result.result === 'not applicable') await annotate(`not applicable: ${result.because}`);
      });
    }
  });
}
