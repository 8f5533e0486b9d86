import type { ErrorEntry } from '@headwind/bus/coded-error';

export const PLUGIN_NOT_FOUND: ErrorEntry = {
  code: 'PLUGIN_NOT_FOUND',
  meaning: 'No installed package fits the `use` of an instance.',
  remedy: 'Install the package where the host finds it, or correct `use`.',
};

export const MANIFEST_INVALID: ErrorEntry = {
  code: 'MANIFEST_INVALID',
  meaning: 'A package has no plugin manifest (the key `headwind` of its package.json), or a field of it is wrong.',
  remedy: 'Correct the field in the package, or ask its author to.',
};

export const API_VERSION_UNSUPPORTED: ErrorEntry = {
  code: 'API_VERSION_UNSUPPORTED',
  meaning: 'A plugin is written for another version of the plugin contract than this host has.',
  remedy: 'Upgrade the host where the plugin is newer, or the plugin where it is older.',
};

export const PLUGIN_IMPORT_FAILED: ErrorEntry = {
  code: 'PLUGIN_IMPORT_FAILED',
  meaning: "A plugin's module is missing, throws when it is imported, or imports something that is missing.",
  remedy: 'Install the package again with its dependencies; if that does not help, report it to its author.',
};

export const PLUGIN_EXPORT_INVALID: ErrorEntry = {
  code: 'PLUGIN_EXPORT_INVALID',
  meaning: "A plugin module's default export is not what `definePlugin` makes, or not of the kind the manifest names.",
  remedy: 'Export the result of `definePlugin` as default, with the kind and the parts the contract asks for.',
};

export const PLUGIN_CREATE_FAILED: ErrorEntry = {
  code: 'PLUGIN_CREATE_FAILED',
  meaning: "A plugin's `create` threw, or gave something that is no instance of its kind.",
  remedy: "Check the instance's configuration; if that is right, report it to the plugin's author.",
};

export const PLUGIN_START_FAILED: ErrorEntry = {
  code: 'PLUGIN_START_FAILED',
  meaning: "An instance's `start` threw.",
  remedy: "Check the instance's configuration and what it connects to.",
};

export const PLUGIN_START_TIMEOUT: ErrorEntry = {
  code: 'PLUGIN_START_TIMEOUT',
  meaning: "An instance's `create` and `start` together took longer than its `startTimeout`.",
  remedy: 'Check what it connects to, or raise `startTimeout`.',
};

/** Every error of loading and starting a plugin. */
export const LOADER_ERRORS: readonly ErrorEntry[] = [
  PLUGIN_NOT_FOUND,
  MANIFEST_INVALID,
  API_VERSION_UNSUPPORTED,
  PLUGIN_IMPORT_FAILED,
  PLUGIN_EXPORT_INVALID,
  PLUGIN_CREATE_FAILED,
  PLUGIN_START_FAILED,
  PLUGIN_START_TIMEOUT,
];
