import { isCodedError, messageOf } from '@headwind/bus/coded-error';
import { CONFIG_NOT_FOUND } from '../config/config-errors.js';
import { DEFAULT_CONFIG_FILE } from '../config/defaults.js';
import type { ConfigOrigin } from '../config/host-config.js';
import { type Locate, type Problem, problemAt } from '../config/problem.js';
import type { Prepared } from '../prepare.js';
import type { InstancesNotStarted } from './instances-not-started.js';

/**
 * What is wrong with a configuration that was read anew. Where the file was found in the working directory and is gone, a
 * start would go on without one; a reload does not.
 *
 * @param origin of the configuration that is live
 */
export function problemsOf({ config, problems, files }: Prepared, origin: ConfigOrigin): readonly Problem[] {
  const isGone = 'path' in origin && files.get(origin.path) === 'ENOENT';
  // Where only packages are broken, it is for what is live to say which of them refuse the reload.
  if (config !== undefined && !isGone) return [];
  if (!isGone || problems.some(({ code }) => code === CONFIG_NOT_FOUND.code)) return problems.map(asSentence);
  const position = { file: DEFAULT_CONFIG_FILE, line: 1, column: 1 };
  const message = `configuration file ${origin.path}: there is no such file any more`;
  return [problemAt(CONFIG_NOT_FOUND, [], message, position)];
}

/** In a line of the log and in an answer, what to do follows the message on the same line. */
function asSentence(problem: Problem): Problem {
  const { message, remedy } = problem;
  return remedy === undefined || message.endsWith('.') ? problem : { ...problem, message: `${message}.` };
}

/** Instances that did not start, as problems of the lines that ask for them. */
export function startProblems({ failures }: InstancesNotStarted, locate: Locate): Problem[] {
  return failures.map(({ instance, error }) => {
    const path = ['plugins', instance];
    const position = locate(path);
    return {
      path,
      ...(position !== undefined && { position }),
      ...(isCodedError(error)
        ? { code: error.code, message: error.found, remedy: error.remedy }
        : { code: 'PLUGIN_START_FAILED', message: messageOf(error) }),
    };
  });
}
