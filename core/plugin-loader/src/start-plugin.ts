import { CodedError, type ErrorEntry, isCodedError } from '@headwind/bus/coded-error';
import type { Plugin } from '@headwind/plugin-api';
import { type CreatedInstance, createInstance, faultOf } from './create-instance.js';
import { firstLine } from './first-line.js';
import type { InstanceContext } from './instance-context.js';
import {
  PLUGIN_CREATE_FAILED,
  PLUGIN_CREATE_TIMEOUT,
  PLUGIN_INSTANCE_INVALID,
  PLUGIN_START_FAILED,
  PLUGIN_START_TIMEOUT,
} from './loader-errors.js';
import { within } from './time-limit.js';

export interface StartOptions {
  /** Names the instance and its package in errors. */
  readonly who: string;
  /** How long `create` and `start` may take together. Milliseconds. */
  readonly limitMs: number;
  /** Blanks secrets out of what the plugin threw. */
  readonly redact: (text: string) => string;
}

/**
 * Runs `create` and then `start`, within one time limit. An instance that fails is let go of and is not stopped; what its
 * promises do later reaches nobody.
 *
 * @throws `PLUGIN_CREATE_FAILED`, `PLUGIN_CREATE_TIMEOUT`, `PLUGIN_INSTANCE_INVALID`, `PLUGIN_START_FAILED`,
 * `PLUGIN_START_TIMEOUT`
 */
export async function startPlugin(
  plugin: Plugin,
  ctx: InstanceContext,
  { who, limitMs, redact }: StartOptions,
): Promise<CreatedInstance> {
  const begun = performance.now();
  const expired = (entry: ErrorEntry, step: string) => () =>
    new CodedError(entry, `${who} was not ready after ${limitMs} ms: its ${step} did not finish.`);

  const created = await within(limitMs, expired(PLUGIN_CREATE_TIMEOUT, 'create'), () =>
    createInstance(plugin, ctx),
  ).catch((error) => {
    if (isOf(PLUGIN_CREATE_TIMEOUT, error)) throw error;
    // That of an isolated instance is looked at in its worker.
    if (isOf(PLUGIN_INSTANCE_INVALID, error)) throw invalidInstance(who, error.found);
    throw new CodedError(PLUGIN_CREATE_FAILED, `${who}: create threw: ${redact(firstLine(error))}.`, { cause: error });
  });
  const fault = faultOf(created);
  if (fault !== undefined) throw invalidInstance(who, fault);

  const leftMs = Math.max(1, limitMs - (performance.now() - begun));
  await within(leftMs, expired(PLUGIN_START_TIMEOUT, 'start'), () => created.instance.start?.()).catch((error) => {
    if (isOf(PLUGIN_START_TIMEOUT, error)) throw error;
    throw new CodedError(PLUGIN_START_FAILED, `${who}: start threw: ${redact(firstLine(error))}.`, { cause: error });
  });
  return created;
}

function isOf({ code }: ErrorEntry, error: unknown): error is CodedError {
  return isCodedError(error) && error.code === code;
}

function invalidInstance(who: string, fault: string): CodedError {
  return new CodedError(PLUGIN_INSTANCE_INVALID, `${who}: ${fault}.`);
}
