import type { Redactor } from '../log/redactor.js';

/**
 * The environment of a worker thread: a copy of the host's, without the variables that hold a secret the host knows of,
 * those of the configuration's references among them. What an instance needs of them, its configuration gives it.
 */
export function workerEnvironment(env: NodeJS.ProcessEnv, redactor: Redactor): NodeJS.ProcessEnv {
  const isPlain = (value = ''): boolean => redactor.redact(value) === value;
  return Object.fromEntries(Object.entries(env).filter(([, value]) => isPlain(value)));
}
