import { CodedError, isCodedError } from '@headwind/bus/coded-error';
import type { Plugin } from '@headwind/plugin-api';
import { type CreatedInstance, createInstance, faultOf } from './create-instance.js';
import { firstLine } from './first-line.js';
import type { InstanceContext } from './instance-context.js';
import { PLUGIN_CREATE_FAILED, PLUGIN_START_FAILED, PLUGIN_START_TIMEOUT } from './loader-errors.js';
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
 * @throws `PLUGIN_CREATE_FAILED`, `PLUGIN_START_FAILED`, `PLUGIN_START_TIMEOUT`
 */
export async function startPlugin(
  plugin: Plugin,
  ctx: InstanceContext,
  { who, limitMs, redact }: StartOptions,
): Promise<CreatedInstance> {
  const begun = performance.now();
  const expired = (step: string) => () =>
    new CodedError(PLUGIN_START_TIMEOUT, `${who} was not ready after ${limitMs} ms: its ${step} did not finish.`);

  const created = await within(limitMs, expired('create'), () => createInstance(plugin, ctx)).catch((error) => {
    if (isTimeout(error)) throw error;
    throw new CodedError(PLUGIN_CREATE_FAILED, `${who}: create threw: ${redact(firstLine(error))}.`, { cause: error });
  });
  const fault = faultOf(created);
  if (fault !== undefined) {
    throw new CodedError(PLUGIN_CREATE_FAILED, `${who}: ${fault}.`, {
      remedy: "The fault is the plugin's; report it to its author.",
    });
  }

  const leftMs = Math.max(1, limitMs - (performance.now() - begun));
  await within(leftMs, expired('start'), () => created.instance.start?.()).catch((error) => {
    if (isTimeout(error)) throw error;
    throw new CodedError(PLUGIN_START_FAILED, `${who}: start threw: ${redact(firstLine(error))}.`, { cause: error });
  });
  return created;
}

function isTimeout(error: unknown): boolean {
  return isCodedError(error) && error.code === PLUGIN_START_TIMEOUT.code;
}
