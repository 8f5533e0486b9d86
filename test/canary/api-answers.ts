import { z } from 'zod';
import type { Evidence } from './evidence.js';

const METHODS = ['get', 'put', 'post', 'delete'];

/** What never ends is watched elsewhere; what would end the run is left out. */
const LEFT_OUT = ['GET /v1/events/tail', 'POST /v1/events'];

const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** What stands for a parameter of a path, by its name: each operation is asked for all of them. */
export type PathValues = Readonly<Record<string, readonly string[]>>;

/**
 * Asks for every operation that the API says it has, as the one who may do everything, with a wrong token and with
 * something nobody understands, and keeps every answer.
 *
 * @returns the operations, `GET /v1/channels` for example
 */
export async function askEverything(
  address: string,
  token: string,
  values: PathValues,
  evidence: Evidence,
): Promise<readonly string[]> {
  const document = await fetch(`${address}/v1/openapi.json`);
  const { paths } = documentSchema.parse(await document.json());
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    METHODS.filter((method) => method in methods).map((method) => `${method.toUpperCase()} ${path}`),
  );
  for (const operation of operations.filter((each) => !LEFT_OUT.includes(each))) {
    const [method = '', path = ''] = operation.split(' ');
    for (const filled of filledIn(path, values)) {
      const place = `the answer to ${operation}`;
      const ask = async (bearer: string, query: string, body?: string): Promise<void> => {
        const headers = {
          authorization: `Bearer ${bearer}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
        };
        const response = await fetch(`${address}${filled}${query}`, {
          method,
          headers,
          ...(body !== undefined && { body }),
        });
        evidence.add(place, `${response.status} ${[...response.headers].join(' ')}\n${await response.text()}`);
      };
      await ask('none-of-the-tokens', '');
      await ask(token, '?unknown=1', method === 'GET' ? undefined : '{"unknown":1}');
      await ask(token, '', method === 'GET' || method === 'DELETE' ? undefined : '{}');
    }
  }
  return operations;
}

function filledIn(path: string, values: PathValues): readonly string[] {
  const [, name] = /\{(\w+)\}/.exec(path) ?? [];
  if (name === undefined) return [path];
  return (values[name] ?? []).map((value) => path.replace(`{${name}}`, encodeURIComponent(value)));
}
