import type { ErrorEntry } from '@headwind/bus/coded-error';
import { BUS_ERRORS } from '@headwind/bus/errors';
import { CONFIG_ERRORS } from './config/config-errors.js';
import { HTTP_ERRORS } from './http/http-errors.js';
import { ISOLATION_ERRORS } from './isolation/isolation-errors.js';
import { PLUGIN_ERRORS } from './plugins/plugin-errors.js';
import { TRACING_ERRORS } from './tracing/tracing-errors.js';

/** Every error somebody can meet, as `docs/reference/errors.md` lists them. */
export const ERROR_TABLE: readonly ErrorEntry[] = [
  ...BUS_ERRORS,
  ...CONFIG_ERRORS,
  ...PLUGIN_ERRORS,
  ...ISOLATION_ERRORS,
  ...HTTP_ERRORS,
  ...TRACING_ERRORS,
];
