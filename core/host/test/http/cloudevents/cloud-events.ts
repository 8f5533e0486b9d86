import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { post } from '../running-server.js';

export const STRUCTURED = 'application/cloudevents+json';
export const BATCH = 'application/cloudevents-batch+json';

const { event, ...rest } = EXAMPLE_PAYLOAD;

/** The specification's example, without the `event` that the type says. */
export const DATA = rest;

/** A CloudEvent in structured mode, its data without what the attributes say. */
export const CLOUD_EVENT = {
  specversion: '1.0',
  id: '4711',
  source: '/ci/pipelines/7',
  type: `sh.headwind.${event}`,
  data: DATA,
};

/** The same in binary mode. */
export const HEADERS = {
  'ce-specversion': '1.0',
  'ce-id': CLOUD_EVENT.id,
  'ce-source': CLOUD_EVENT.source,
  'ce-type': CLOUD_EVENT.type,
};

export function postStructured(url: string, value: unknown): Promise<Response> {
  return post(url, JSON.stringify(value), { 'content-type': STRUCTURED });
}

export function postBatch(url: string, value: unknown): Promise<Response> {
  return post(url, JSON.stringify(value), { 'content-type': BATCH });
}

/** @param headers beside or in place of those of the example; undefined leaves one out */
export function postBinary(
  url: string,
  headers: Readonly<Record<string, string | undefined>> = {},
  data: unknown = DATA,
): Promise<Response> {
  const given = Object.entries({ ...HEADERS, ...headers }).filter((entry): entry is [string, string] => {
    return entry[1] !== undefined;
  });
  return post(url, JSON.stringify(data), Object.fromEntries(given));
}
