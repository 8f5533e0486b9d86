// Module hooks (https://nodejs.org/api/module.html#customization-hooks), which run in a thread of their own.
import { writeSync } from 'node:fs';

let options = { refuse: '', say: false };

export function initialize(data) {
  options = data;
}

export function resolve(specifier, context, nextResolve) {
  if (options.refuse !== '' && specifier.startsWith(options.refuse)) {
    throw Object.assign(new Error(`Cannot find package '${specifier}'`), { code: 'ERR_MODULE_NOT_FOUND' });
  }
  if (options.say && /^[@\w]/.test(specifier)) writeSync(1, `loaded ${specifier}\n`);
  return nextResolve(specifier, context);
}
