import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import { CHANNEL_NOT_FOUND } from '../config/config-errors.js';
import { ConfigurationError } from '../configuration-error.js';
import { type ExitCode, FAILED, WRONG_USAGE } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** The command was called in a way it cannot be. */
export class UsageError extends Error {}

/** Says on stderr what went wrong, with a stack trace only where HEADWIND_DEBUG asks for one. */
export function reportError(error: unknown, { stderr, env }: Terminal): ExitCode {
  if (error instanceof ConfigurationError) {
    stderr.write(`${error.message}\n`);
    return WRONG_USAGE;
  }
  stderr.write(`error: ${messageOf(error)}\n`);
  if (env.HEADWIND_DEBUG && error instanceof Error) stderr.write(`${error.stack}\n`);
  const isUsage = error instanceof UsageError || (isCodedError(error) && error.code === CHANNEL_NOT_FOUND.code);
  return isUsage ? WRONG_USAGE : FAILED;
}
