// Says on standard output which packages modules import, and when an AsyncLocalStorage is entered for the first time.
import { AsyncLocalStorage } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import { register } from 'node:module';

register('./resolve-hooks.mjs', import.meta.url, { data: { refuse: '', say: true } });

const { run } = AsyncLocalStorage.prototype;
let said = false;
AsyncLocalStorage.prototype.run = function (...rest) {
  if (!said) writeSync(1, 'storage entered\n');
  said = true;
  return run.apply(this, rest);
};
