import { HOST_JSON_SCHEMA } from '../../src/config/host-schema.js';
import { isMapping, type Mapping } from '../../src/config/mapping.js';

/** One key of the configuration file, as the schema has it. */
export interface SchemaKey {
  /** `plugins.<name>.retry.for`, `plugins.<name>.templates.<kind>.title` */
  readonly name: string;
  /** As a file would write it; `required` or `none` where there is no default. */
  readonly standard: string;
  /** What an editor says of it. */
  readonly description: unknown;
}

/** What the reference page writes for keys that the operator chooses. */
const CHOSEN: Readonly<Record<string, string>> = {
  plugins: '<name>',
  levels: '<name>',
  templates: '<kind>',
  facts: '<fact>',
};

/** Every key that holds a value; sections are not among them. */
export function schemaKeys(schema: Mapping = HOST_JSON_SCHEMA, name = ''): SchemaKey[] {
  const properties = isMapping(schema.properties) ? schema.properties : {};
  return Object.entries(properties).flatMap(([key, value]) => {
    const place = name === '' ? key : `${name}.${key}`;
    if (!isMapping(value)) return [];
    if (isMapping(value.properties)) return schemaKeys(value, place);
    if (isMapping(value.additionalProperties)) {
      const chosen = `${place}.${CHOSEN[key]}`;
      const below = schemaKeys(value.additionalProperties, chosen);
      const { description } = value.additionalProperties;
      return below.length > 0 ? below : [{ name: chosen, standard: 'none', description }];
    }
    const isRequired = Array.isArray(schema.required) && schema.required.includes(key);
    const { default: standard, description } = value;
    return [{ name: place, standard: isRequired ? 'required' : standardText(standard), description }];
  });
}

function standardText(value: unknown): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
