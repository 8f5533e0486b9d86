import type { RequestPreview } from '@headwind/plugin-api';
import { isMapping } from '@headwind/plugin-loader/mapping';
import type { SentRequest } from '../scripted-http.js';
import { tracesOf } from './canaries.js';

/** `[secret]`, and in headers also `<seconds>`, `<hex>`: what depends on a secret or on the time. */
const IN_HEADERS = /\[secret\]|<[a-z0-9 ]+>/i;
const IN_BODIES = /\[secret\]/;

/**
 * The first difference between a preview and what was sent, as a clause; undefined where there is none.
 *
 * @param secrets of the configuration: what stands behind the host may be left out of `url` where it is one
 */
export function differenceOf(
  preview: RequestPreview,
  sent: SentRequest,
  secrets: readonly string[],
): string | undefined {
  if (preview.method !== sent.method) return `preview shows the method ${preview.method}, and ${sent.method} is sent`;
  return (
    urlDifference(preview.url, sent.url, secrets) ?? headerDifference(preview, sent) ?? bodyDifference(preview, sent)
  );
}

function urlDifference(shown: string, url: string, secrets: readonly string[]): string | undefined {
  const { host, pathname, search } = new URL(url);
  const rest = pathname + search;
  const wanted = shown.replace(/^https?:\/\//, '');
  if (fits(wanted, host + rest, IN_BODIES)) return undefined;
  const isCredential = secrets.flatMap(tracesOf).some((trace) => rest.includes(trace) || trace.includes(rest));
  if (wanted === host && (rest === '/' || isCredential)) return undefined;
  // Where the path is a credential, so is this; the host says enough.
  const place = isCredential ? host : host + rest;
  return `preview shows the URL "${shown}", and "${place}" is sent to`;
}

function headerDifference({ headers = {} }: RequestPreview, sent: SentRequest): string | undefined {
  for (const [name, shown] of Object.entries(headers)) {
    const value = sent.headers[name.toLowerCase()];
    if (value === undefined) return `preview shows the header ${name}, which is not sent`;
    if (!fits(shown, value, IN_HEADERS)) return `preview shows another value of the header ${name} than is sent`;
  }
  return undefined;
}

function bodyDifference({ json, body }: RequestPreview, sent: SentRequest): string | undefined {
  if (body !== undefined)
    return fits(body, sent.body, IN_BODIES) ? undefined : 'preview shows another body than is sent';
  const place = valueDifference(JSON.parse(JSON.stringify(json)), parsed(sent.body));
  return place === undefined ? undefined : `preview shows another body than is sent, at ${place || 'its top'}`;
}

/** The path of the first difference; undefined where there is none. */
function valueDifference(shown: unknown, sent: unknown, path = ''): string | undefined {
  if (typeof shown === 'string' && typeof sent === 'string') return fits(shown, sent, IN_BODIES) ? undefined : path;
  if (Array.isArray(shown) && Array.isArray(sent)) return partDifference({ ...shown }, { ...sent }, path);
  if (isMapping(shown) && isMapping(sent) && !Array.isArray(sent)) return partDifference(shown, sent, path);
  return Object.is(shown, sent) ? undefined : path;
}

function partDifference(
  shown: Readonly<Record<string, unknown>>,
  sent: Readonly<Record<string, unknown>>,
  path: string,
): string | undefined {
  for (const key of new Set([...Object.keys(shown), ...Object.keys(sent)])) {
    const place = path === '' ? key : `${path}.${key}`;
    if (Object.hasOwn(shown, key) !== Object.hasOwn(sent, key)) return place;
    const inner = valueDifference(shown[key], sent[key], place);
    if (inner !== undefined) return inner;
  }
  return undefined;
}

/** Whether a text is what is shown, anything but nothing standing where a placeholder does. */
function fits(shown: string, sent: string, placeholder: RegExp): boolean {
  if (shown === sent) return true;
  const parts = shown.split(new RegExp(placeholder, `g${placeholder.flags}`));
  if (parts.length === 1) return false;
  const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${literal.join('.+')}$`, 's').test(sent);
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
