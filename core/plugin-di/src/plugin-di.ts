/** Constructor injection for plugins: everything that their authors may import, named one by one. */
export { createWith } from './create-with.js';
export { inject } from './inject.js';
export { injectable } from './injectable.js';
export {
  CONTEXT,
  configOf,
  DESCRIBE,
  HTTP,
  LOG,
  NAME,
  PUBLISH,
  SIGNAL,
  STATE,
  STATUS,
  token,
} from './tokens.js';
