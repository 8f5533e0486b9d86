import { EVENT_KINDS } from '@headwind/plugin-api';
import { fruitlessPatterns, misspeltKeys } from '@headwind/plugin-loader/manifest-slips';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

/** Stricter than the host, which takes manifests that are newer than it is: there what is misspelt is a warning. */
export const manifestStep: ConformanceStep = {
  name: 'package.json has a manifest',
  kinds: EVERY_KIND,
  isGate: true,
  async run(subject) {
    const manifest = await subject.manifest();
    const found = await subject.package();
    const { file } = found;
    const misspelt = misspeltKeys(found);
    if (misspelt.length > 0) {
      throw new ConformanceFault(
        `${file} has a key ${misspelt.map(({ key }) => `"headwind.${key}"`).join(', ')}, which no host reads.`,
        `Did you mean ${misspelt.map(({ nearest }) => `"${nearest}"`).join(', ')}?`,
      );
    }
    const fruitless = fruitlessPatterns(manifest);
    if (fruitless.length > 0) {
      throw new ConformanceFault(
        `${file}: headwind.subscribes names ${fruitless.map((pattern) => `"${pattern}"`).join(', ')}, which fits no kind of event.`,
        `Name kinds of event, or patterns with * that fit some: ${EVENT_KINDS.join(', ')}.`,
      );
    }
  },
};
