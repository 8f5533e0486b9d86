import { isMapping, type Mapping } from '@headwind/plugin-loader/mapping';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

/** What fields are called that hold a secret; `tokenFile`, say, holds none. */
const SECRET_NAME = /(token|secrets?|passwords?|passphrase|api[-_]?keys?|private[-_]?key|credentials?)$/i;

export const markedSecretsStep: ConformanceStep = {
  name: 'fields that hold secrets are marked writeOnly',
  kinds: EVERY_KIND,
  async run(subject) {
    const unmarked = unmarkedIn(await subject.jsonSchema());
    if (unmarked.length === 0) return;
    throw new ConformanceFault(
      `The schema of the configuration does not say of ${unmarked.map((path) => `"${path}"`).join(', ')} whether it is secret.`,
      'Mark a secret with writeOnly: true (zod: .meta({ writeOnly: true })), so that the host blanks it out; and what only sounds like one with writeOnly: false.',
    );
  },
};

/** The paths of texts that sound like secrets and are not marked. */
function unmarkedIn(schema: Mapping, path: readonly string[] = []): string[] {
  if (schema.writeOnly !== undefined) return [];
  const properties = Object.entries(isMapping(schema.properties) ? schema.properties : {});
  const found = [
    ...properties.flatMap(([name, each]) => {
      if (!isMapping(each)) return [];
      const here = [...path, name];
      return SECRET_NAME.test(name) && isOpenText(each) ? [here.join('.')] : unmarkedIn(each, here);
    }),
    ...within(schema).flatMap((each) => unmarkedIn(each, path)),
  ];
  return [...new Set(found)];
}

/** Whether any text may stand there, or in a list or mapping there, that is not marked one way or the other. */
function isOpenText(schema: Mapping): boolean {
  if (schema.writeOnly !== undefined) return false;
  const isText = [schema.type].flat().includes('string') && schema.const === undefined && schema.enum === undefined;
  return isText || within(schema).some(isOpenText);
}

/** The schemas of a schema's alternatives, and of what stands in it without a name of its own. */
function within({ anyOf, oneOf, allOf, prefixItems, items, additionalProperties }: Mapping): Mapping[] {
  const listed = [anyOf, oneOf, allOf, prefixItems].flatMap((each): unknown[] => (Array.isArray(each) ? each : []));
  return [...listed, items, additionalProperties].filter(isMapping);
}
