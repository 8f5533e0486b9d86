import type { ErrorEntry } from '@headwind/bus/coded-error';

export const CONFIG_NOT_FOUND: ErrorEntry = {
  code: 'CONFIG_NOT_FOUND',
  meaning:
    'The configuration file that was named (`--config`, `--operator-config`, HEADWIND_CONFIG, HEADWIND_OPERATOR_CONFIG, or the file to migrate) does not exist or cannot be read.',
  remedy: 'Correct the path, or make the file readable for the user the host runs as.',
};

export const CONFIG_SYNTAX: ErrorEntry = {
  code: 'CONFIG_SYNTAX',
  meaning:
    'The configuration file is not YAML that can be read: a syntax error, a duplicate key elsewhere than among the instances, or an unknown alias.',
  remedy: 'Correct the line; everything else is checked once the file can be read.',
};

export const CONFIG_INVALID: ErrorEntry = {
  code: 'CONFIG_INVALID',
  meaning: 'A key, a value, an environment variable or a flag of the configuration is not what it may be.',
  remedy: 'Correct it as the message says; see `docs/reference/configuration.md` for every key.',
};

export const INSTANCE_NAME_TAKEN: ErrorEntry = {
  code: 'INSTANCE_NAME_TAKEN',
  meaning: 'Two instances below `plugins` have one name.',
  remedy: 'Give one of them another name, or take it out.',
};

export const REFERENCE_UNRESOLVED: ErrorEntry = {
  code: 'REFERENCE_UNRESOLVED',
  meaning: `A reference of the configuration, \${env:NAME} or \${file:/path}, has no value or is not well-formed.`,
  remedy: 'Set the variable or provide the file; write `$${` where a literal `${` is meant.',
};

export const LISTEN_UNAUTHENTICATED: ErrorEntry = {
  code: 'LISTEN_UNAUTHENTICATED',
  meaning: 'The host would listen beyond loopback, and everybody who reaches the address could publish and read.',
  remedy: 'Give a token (`server.tokens` or HEADWIND_TOKEN), or say `server.allowUnauthenticated: true`.',
};

export const CHANNEL_NOT_FOUND: ErrorEntry = {
  code: 'CHANNEL_NOT_FOUND',
  meaning: 'There is no channel of the name that was given.',
  remedy:
    'Give the name of a channel as the configuration writes it; `headwind-notify check` lists those of the file, and `headwind-notify channels` those of a running host.',
};

/** Every error of the configuration. */
export const CONFIG_ERRORS: readonly ErrorEntry[] = [
  CONFIG_NOT_FOUND,
  CONFIG_SYNTAX,
  CONFIG_INVALID,
  INSTANCE_NAME_TAKEN,
  REFERENCE_UNRESOLVED,
  LISTEN_UNAUTHENTICATED,
  CHANNEL_NOT_FOUND,
];
