import type { ErrorEntry } from '@headwind/bus/coded-error';

export const TRACING_UNAVAILABLE: ErrorEntry = {
  code: 'TRACING_UNAVAILABLE',
  meaning: 'Variables of OpenTelemetry ask for tracing, and its packages are missing or cannot be started.',
  remedy:
    'Install `@opentelemetry/api` and `@opentelemetry/sdk-node` beside `@headwind/host`, or take the variables away; the host runs without tracing.',
};

/** Every error of tracing. */
export const TRACING_ERRORS: readonly ErrorEntry[] = [TRACING_UNAVAILABLE];
