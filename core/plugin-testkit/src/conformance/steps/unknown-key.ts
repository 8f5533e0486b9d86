import { isMapping } from '@headwind/plugin-loader/mapping';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

/** Nobody has a key of this name. */
const UNKNOWN = 'keyThatNoPluginKnows';

export const unknownKeyStep: ConformanceStep = {
  name: 'a key that it does not know is refused',
  kinds: EVERY_KIND,
  async run(subject) {
    const { config } = await subject.given();
    const { additionalProperties } = await subject.jsonSchema();
    if (!isMapping(config)) throw new NotApplicable('the configuration is no mapping');
    if (additionalProperties === true || isMapping(additionalProperties)) {
      throw new NotApplicable('the schema says that it takes any key');
    }
    if ((await subject.refusalOf({ ...config, [UNKNOWN]: 'x' })) !== undefined) return;
    throw new ConformanceFault(
      'The schema accepts a key that it does not know, so that a misspelt key has no effect and nobody is told.',
      'Make the schema strict (zod: z.strictObject), or say in it that any key is taken (z.looseObject).',
    );
  },
};
