import { isDeepStrictEqual } from 'node:util';
import { EVENT_KINDS, type EventKind, type RequestPreview } from '@headwind/plugin-api';
import { firstLine } from '@headwind/plugin-loader/first-line';
import { isMapping } from '@headwind/plugin-loader/mapping';
import { within } from '@headwind/plugin-loader/time-limit';
import { eventOf } from '../../events.js';
import { ConformanceFault, NotApplicable } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { channelOf, deliverIn } from '../delivery-trial.js';
import { differenceOf } from '../preview-difference.js';
import type { Subject } from '../subject.js';
import { startTrial } from '../trial.js';

const REMEDY = 'Make preview and deliver from one function, so that they cannot differ.';

export const previewStep: ConformanceStep = {
  name: 'the preview is what is sent',
  kinds: ['channel'],
  starts: true,
  async run(subject) {
    let compared = 0;
    for (const kind of EVENT_KINDS) compared += (await comparePreview(subject, kind)) ? 1 : 0;
    if (compared === 0) throw new NotApplicable('its previews are texts, and not requests');
  },
};

/** @returns whether there were requests to compare, or rightly none */
async function comparePreview(subject: Subject, kind: EventKind): Promise<boolean> {
  const { settings, secrets } = await subject.settingsWithCanaries('one');
  const { reply } = await subject.acceptance();
  const trial = await startTrial(subject, { settings: { settings, secrets }, reply });
  try {
    if (channelOf(trial).preview === undefined) throw new NotApplicable('it has no preview');
    const shown = await previewOf(() => channelOf(trial).preview?.(eventOf(kind)), kind, subject.limits.settleMs);
    if (trial.http.requests.length > 0) {
      throw new ConformanceFault(`preview sent something for ${kind}. Expected it to send nothing.`, REMEDY);
    }
    if (typeof shown === 'string') return false;
    const { requests } = await deliverIn(trial, kind, subject.limits.settleMs);
    const previews = requestsIn(shown, kind);
    if (previews.length !== requests.length) {
      throw new ConformanceFault(
        `preview shows ${previews.length} requests for ${kind}, and deliver makes ${requests.length}.`,
        REMEDY,
      );
    }
    for (const [index, request] of requests.entries()) {
      const preview = previews[index];
      const difference = preview && differenceOf(preview, request, secrets);
      if (difference !== undefined) throw new ConformanceFault(`For ${kind}, ${difference}.`, REMEDY);
    }
    return true;
  } finally {
    await trial.stop().catch(() => undefined);
  }
}

async function previewOf(preview: () => unknown, kind: EventKind, limitMs: number): Promise<unknown> {
  try {
    return await within(limitMs, () => new Error(`it took longer than ${limitMs} ms`), preview);
  } catch (error) {
    throw new ConformanceFault(`The preview of ${kind} failed: ${firstLine(error)}.`, REMEDY);
  }
}

function requestsIn(shown: unknown, kind: EventKind): RequestPreview[] {
  if (shown === undefined) return [];
  const list: unknown[] = Array.isArray(shown) ? shown : [shown];
  const requests = list.filter(isRequestPreview);
  if (isDeepStrictEqual(requests, list)) return requests;
  throw new ConformanceFault(
    `The preview of ${kind} is no request: ${JSON.stringify(shown)?.slice(0, 200)}. Expected { method, url, headers?, json or body }, a list of them, or text.`,
    REMEDY,
  );
}

function isRequestPreview(value: unknown): value is RequestPreview {
  if (!isMapping(value)) return false;
  const { method, url, headers = {}, body } = value;
  return (
    (method === 'POST' || method === 'PUT') &&
    typeof url === 'string' &&
    isMapping(headers) &&
    Object.values(headers).every((each) => typeof each === 'string') &&
    (body === undefined || typeof body === 'string') &&
    'json' in value !== 'body' in value
  );
}
