import { nearestName } from '@headwind/bus/nearest-name';
import { kindFilter } from '@headwind/bus/router';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { isMapping } from '@headwind/plugin-loader/mapping';
import { MANIFEST_KEYS } from '@headwind/plugin-loader/read-manifest';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

/** Stricter than the host, which takes manifests that are newer than it is: here their author is told of what is misspelt. */
export const manifestStep: ConformanceStep = {
  name: 'package.json has a manifest',
  kinds: EVERY_KIND,
  isGate: true,
  async run(subject) {
    const { subscribes = [] } = await subject.manifest();
    const { file, manifest } = await subject.package();
    const misspelt = isMapping(manifest) ? Object.keys(manifest).filter((key) => meantBy(key) !== undefined) : [];
    if (misspelt.length > 0) {
      throw new ConformanceFault(
        `${file} has a key ${misspelt.map((key) => `"headwind.${key}"`).join(', ')}, which no host reads.`,
        `Did you mean ${misspelt.map((key) => `"${meantBy(key)}"`).join(', ')}?`,
      );
    }
    const fruitless = subscribes.filter((pattern) => !EVENT_KINDS.some(kindFilter([pattern], {})));
    if (fruitless.length > 0) {
      throw new ConformanceFault(
        `${file}: headwind.subscribes names ${fruitless.map((pattern) => `"${pattern}"`).join(', ')}, which fits no kind of event.`,
        `Name kinds of event, or patterns with * that fit some: ${EVENT_KINDS.join(', ')}.`,
      );
    }
  },
};

/** The key that was meant by one that is none. */
function meantBy(key: string): string | undefined {
  return MANIFEST_KEYS.includes(key) ? undefined : nearestName(key, MANIFEST_KEYS);
}
