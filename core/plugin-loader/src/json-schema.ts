import { isMapping, type Mapping } from './mapping.js';

export type JsonSchema = Mapping;

/** The names of the keys that the schema knows at a path. */
export function keysAt(root: JsonSchema, path: readonly (string | number)[]): string[] {
  return [...new Set(schemasAt(root, path).flatMap((schema) => Object.keys(mapping(schema.properties))))];
}

/** Whether the schema allows no keys at a path but those it knows. */
export function isClosedAt(root: JsonSchema, path: readonly (string | number)[]): boolean {
  const schemas = schemasAt(root, path).filter((schema) => schema.properties !== undefined);
  return schemas.length > 0 && schemas.every((schema) => schema.additionalProperties === false);
}

/** Whether what stands at a path, or around it, is never to be shown. A secret text has nothing below it. */
export function isSecretAt(root: JsonSchema, path: readonly (string | number)[]): boolean {
  return path.some((_, index) => {
    const isAround = index < path.length - 1;
    return schemasAt(root, path.slice(0, index + 1)).some(
      ({ writeOnly, type }) => writeOnly === true && !(isAround && type === 'string'),
    );
  });
}

/** Every schema that has a say at a path: several where there are alternatives. */
function schemasAt(root: JsonSchema, path: readonly (string | number)[]): JsonSchema[] {
  return path.reduce<JsonSchema[]>(
    (schemas, segment) =>
      schemas.flatMap((schema) => step(schema, segment)).flatMap((next) => alternatives(root, next)),
    alternatives(root, root),
  );
}

function step(schema: JsonSchema, segment: string | number): JsonSchema[] {
  if (typeof segment === 'number') {
    const prefix = list(schema.prefixItems)[segment];
    return [prefix ?? schema.items].filter(isMapping);
  }
  const properties = mapping(schema.properties);
  return [Object.hasOwn(properties, segment) ? properties[segment] : schema.additionalProperties].filter(isMapping);
}

/** The schema and what it refers to or combines. `seen` ends a schema that refers to itself. */
function alternatives(root: JsonSchema, schema: JsonSchema, seen: readonly JsonSchema[] = []): JsonSchema[] {
  if (seen.includes(schema)) return [];
  const combined = [schema.anyOf, schema.oneOf, schema.allOf].flatMap(list);
  const parts = [referenced(root, schema.$ref), ...combined].filter(isMapping);
  return [schema, ...parts.flatMap((part) => alternatives(root, part, [...seen, schema]))];
}

/** Follows a reference inside the document: `#`, `#/$defs/header`. */
function referenced(root: JsonSchema, reference: unknown): unknown {
  if (typeof reference !== 'string' || !reference.startsWith('#')) return undefined;
  const names = reference.split('/').slice(1);
  return names.reduce<unknown>((at, name) => mapping(at)[name.replaceAll('~1', '/').replaceAll('~0', '~')], root);
}

function mapping(value: unknown): JsonSchema {
  return isMapping(value) ? value : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
