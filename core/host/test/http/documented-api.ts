import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'vitest';
import { problemAnswer } from '../../src/http/answer-schemas.js';
import { openApiDocument } from '../../src/http/openapi/document.js';
import type { Operation } from '../../src/http/openapi/operation.js';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { PROBLEM_MEDIA_TYPE, statusOf } from '../../src/http/problem-details.js';

/** Errors that any request can meet; the document has them under `default`. */
const ANYWHERE = ['INTERNAL_ERROR', 'BUS_STOPPING', 'REQUEST_TIMEOUT', 'HEADERS_TOO_LARGE'];

const ajv = new Ajv2020({
  strict: false,
  allErrors: true,
  formats: { 'date-time': (text) => !Number.isNaN(Date.parse(text)), uri: URL.canParse },
});
ajv.addSchema(openApiDocument('0.0.0'), 'api');

export interface AskOptions {
  /** Sent as JSON. */
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Asks for what the OpenAPI document describes, and holds the answer to it. */
export async function ask(
  url: string,
  method: Uppercase<Operation['method']>,
  target: string,
  { json, headers = {} }: AskOptions = {},
): Promise<Response> {
  const type = json === undefined ? {} : { 'content-type': 'application/json' };
  const body = json === undefined ? null : JSON.stringify(json);
  const reply = await fetch(url + target, { method, headers: { ...type, ...headers }, body });
  await holdToDocument(operationAt(method, target), reply);
  return reply;
}

export async function jsonOf(reply: Promise<Response>) {
  return JSON.parse(await (await reply).text());
}

/** The operation of a path; where two could be meant, the one whose path has fewer parameters. */
function operationAt(method: string, target: string): Operation {
  const path = target.split('?', 1)[0] ?? target;
  const matching = OPERATIONS.filter((each) => each.method.toUpperCase() === method && matches(each.path, path));
  const [operation] = matching.toSorted((one, other) => parameters(one) - parameters(other));
  if (operation === undefined) throw new Error(`the OpenAPI document has no ${method} ${path}`);
  return operation;
}

function matches(template: string, path: string): boolean {
  return new RegExp(`^${template.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path);
}

function parameters({ path }: Operation): number {
  return path.split('{').length;
}

async function holdToDocument(operation: Operation, reply: Response): Promise<void> {
  const type = reply.headers.get('content-type')?.split(';', 1)[0];
  const answer = operation.answers.find(({ status }) => status === reply.status);
  // An answer without an end is read by the test alone.
  if (type === 'application/x-ndjson') return expect(answer?.mediaType).toBe(type);
  const text = await reply.clone().text();
  if (answer !== undefined && answer.schema === undefined) return expect(text).toBe('');
  const body: unknown = JSON.parse(text);
  if (type === PROBLEM_MEDIA_TYPE) return holdProblem(operation, reply.status, body);
  expect(answer, `${operation.id} answers ${reply.status}`).toBeDefined();
  expect(type).toBe('application/json');
  answer?.schema?.parse(body);
  validate(`${pointerTo(operation)}/responses/${reply.status}/content/application~1json/schema`, body);
}

function holdProblem(operation: Operation, status: number, body: unknown): void {
  const { code } = problemAnswer.parse(body);
  validate('/components/schemas/Problem', body);
  const known = operation.errors.filter((entry) => statusOf(entry) === status).map((entry) => entry.code);
  expect([...ANYWHERE, ...known], `${operation.id} may answer ${code}`).toContain(code);
}

function pointerTo({ path, method }: Operation): string {
  return `/paths/${path.replaceAll('/', '~1').replaceAll('{', '%7B').replaceAll('}', '%7D')}/${method}`;
}

function validate(pointer: string, value: unknown): void {
  const isValid = ajv.validate({ $ref: `api#${pointer}` }, value);
  expect(isValid, ajv.errorsText(ajv.errors)).toBe(true);
}
