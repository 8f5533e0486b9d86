import { firstLine } from '@headwind/plugin-loader/first-line';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

export const configurationStep: ConformanceStep = {
  name: 'a configuration is accepted',
  kinds: EVERY_KIND,
  isGate: true,
  async run(subject) {
    const { settings } = await subject.settings();
    const plugin = await subject.plugin();
    const said = warningsFault(() => plugin.warnings?.(settings, () => true));
    if (said === undefined) return;
    throw new ConformanceFault(
      `warnings ${said}. Expected a list of sentences.`,
      'Return what an operator should know of a configuration that is right; an empty list for nothing.',
    );
  },
};

function warningsFault(warnings: () => unknown): string | undefined {
  try {
    const given = warnings();
    if (given === undefined) return undefined;
    const isList = Array.isArray(given) && given.every((warning) => typeof warning === 'string');
    return isList ? undefined : `gave ${JSON.stringify(given) ?? String(given)}`;
  } catch (error) {
    return `threw: ${firstLine(error)}`;
  }
}
