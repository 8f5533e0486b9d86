import type { ConfigOrigin } from './host-config.js';

/** Where a configuration comes from, for the log. */
export function originText(origin: ConfigOrigin): string {
  return 'path' in origin ? origin.path : ORIGINS[origin.type];
}

const ORIGINS: Readonly<Record<Exclude<ConfigOrigin['type'], 'file' | 'operator'>, string>> = {
  program: 'the program',
  environment: 'environment variables',
  defaults: 'embedded defaults',
};
