import type { JsonSchema } from '@headwind/plugin-loader/json-schema';
import { Ajv } from 'ajv';

/** What is wrong with a value by a schema, which must itself be right: `/plugins/a/use must be string`. */
export function validator(schema: JsonSchema): (value: unknown) => string[] {
  const ajv = new Ajv({
    allErrors: true,
    allowUnionTypes: true,
    allowMatchingProperties: true,
    strict: true,
    strictRequired: false,
    strictTuples: false,
    strictTypes: false,
    validateFormats: false,
  });
  const validate = ajv.compile(schema);
  return (value) => {
    validate(value);
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  };
}
