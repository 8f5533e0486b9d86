import type { ErrorEntry } from '@headwind/bus/coded-error';
import { z } from 'zod';
import { problemAnswer } from '../answer-schemas.js';
import { PROBLEM_MEDIA_TYPE, statusOf } from '../problem-details.js';
import type { Operation, OperationAnswer } from './operation.js';
import { OPERATIONS } from './operations.js';

type Json = Readonly<Record<string, unknown>>;

const SIGNATURE =
  '`sha256=` and the HMAC-SHA256 of the body in hex, with a secret of `server.headwind`; a host may have none.';

const PROBLEM_CONTENT = { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } };

/**
 * The HTTP API as OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1), made from the schemas that requests are checked
 * with.
 *
 * @param version of the host
 */
export function openApiDocument(version: string): Json {
  const paths: Record<string, Json> = {};
  for (const operation of OPERATIONS) {
    const { method, path } = operation;
    paths[path] = { ...paths[path], [method]: operationObject(operation) };
  }
  return {
    openapi: '3.1.1',
    info: {
      title: 'Headwind Notifications',
      version,
      description: 'Publishes events of image updates, and shows and steers what becomes of them.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: 'A token of `server.tokens`; a host may have none.' },
        signature: { type: 'apiKey', in: 'header', name: 'X-Headwind-Signature', description: SIGNATURE },
      },
      schemas: { Problem: jsonSchema(problemAnswer, 'output') },
    },
  };
}

function operationObject(operation: Operation): Json {
  const { id, summary, role, signed = false, path, query, headers, body, answers, errors } = operation;
  const parameters = [...pathParameters(path), ...parametersIn('query', query), ...parametersIn('header', headers)];
  return {
    operationId: id,
    summary,
    description: signed ? SIGNED : roleText(role),
    security: role === 'public' ? [] : [...(signed ? [{ signature: [] }] : []), { token: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(body !== undefined && {
      requestBody: {
        required: body.required,
        content: Object.fromEntries(
          Object.entries({ 'application/json': body.schema, ...body.others }).map(([mediaType, schema]) => [
            mediaType,
            { schema: jsonSchema(schema, 'input') },
          ]),
        ),
      },
    }),
    responses: {
      ...Object.fromEntries(answers.map((answer) => [String(answer.status), answerObject(answer)])),
      ...problemObjects(errors),
      default: { description: 'Any other error.', content: PROBLEM_CONTENT },
    },
  };
}

const SIGNED = 'Needs the signature, where the host has secrets of the operator; else the role `publish` or `operate`.';

function roleText(role: Operation['role']): string {
  if (role === 'public') return 'Needs no token.';
  return role === 'operate' ? 'Needs the role `operate`.' : `Needs the role \`${role}\` or \`operate\`.`;
}

function answerObject({ description, mediaType = 'application/json', schema }: OperationAnswer): Json {
  return { description, ...(schema && { content: { [mediaType]: { schema: jsonSchema(schema, 'output') } } }) };
}

/** One response a status; its description lists the codes. */
function problemObjects(errors: readonly ErrorEntry[]): Json {
  const byStatus = new Map<number, ErrorEntry[]>();
  for (const entry of errors) byStatus.set(statusOf(entry), [...(byStatus.get(statusOf(entry)) ?? []), entry]);
  return Object.fromEntries(
    [...byStatus].map(([status, entries]) => [
      String(status),
      {
        description: entries.map(({ code, meaning }) => `\`${code}\`: ${meaning}`).join(' '),
        content: PROBLEM_CONTENT,
      },
    ]),
  );
}

function pathParameters(path: string): Json[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    description: PATH_PARAMETERS[name],
    schema: { type: 'string' },
  }));
}

const PATH_PARAMETERS: Readonly<Record<string, string>> = {
  id: 'The delivery: `<event id>/<channel>`, its slash encoded as `%2F`.',
  eventId: 'The id of the event.',
  channel: 'The name of the channel.',
  name: 'The name of the channel.',
};

function parametersIn(place: 'query' | 'header', fields: z.ZodObject | undefined): Json[] {
  if (fields === undefined) return [];
  return Object.entries(fields.shape).map(([name, field]) => {
    const { description, ...schema } = jsonSchema(field, 'input');
    return { name, in: place, ...(description !== undefined && { description }), schema };
  });
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output'): Json {
  const { $schema, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
    override: ({ jsonSchema: made }) => {
      // The format says it; a pattern of 200 characters beside it is for nobody.
      if (made.format === 'date-time') delete made.pattern;
      // Later versions may add fields to answers.
      if (io === 'output' && made.additionalProperties === false) delete made.additionalProperties;
    },
  });
  return rest;
}
