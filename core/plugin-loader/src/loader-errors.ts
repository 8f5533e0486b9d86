import type { ErrorEntry } from '@headwind/bus/coded-error';

export const PLUGIN_NOT_FOUND: ErrorEntry = {
  code: 'PLUGIN_NOT_FOUND',
  meaning: 'No installed package fits the `use` of an instance.',
  remedy: 'Install the package where the host finds it, or correct `use`.',
};

export const MANIFEST_MISSING: ErrorEntry = {
  code: 'MANIFEST_MISSING',
  meaning: 'A package has no plugin manifest: the key `headwind` of its package.json.',
  remedy: 'Check that the package is a plugin for Headwind Notifications; if it is your own, add the key.',
};

export const MANIFEST_INVALID: ErrorEntry = {
  code: 'MANIFEST_INVALID',
  meaning: "A field of a plugin's manifest is wrong, or its package.json cannot be read.",
  remedy: 'Correct the field in the package, or ask its author to.',
};

export const API_VERSION_UNSUPPORTED: ErrorEntry = {
  code: 'API_VERSION_UNSUPPORTED',
  meaning: 'A plugin is written for another version of the plugin contract than this host has.',
  remedy: 'Upgrade the host where the plugin is newer, or the plugin where it is older.',
};

export const PLUGIN_ENTRY_MISSING: ErrorEntry = {
  code: 'PLUGIN_ENTRY_MISSING',
  meaning: "The file that a plugin's manifest names as its `entry` does not exist.",
  remedy: 'Build the package if it is your own; otherwise install it again, or report it to its author.',
};

export const PLUGIN_DEPENDENCY_MISSING: ErrorEntry = {
  code: 'PLUGIN_DEPENDENCY_MISSING',
  meaning: 'A plugin imports a package that is not installed, or a file of its own that is not there.',
  remedy:
    'Install the package again with its dependencies, or correct it if it is your own. A host that runs has to be restarted: Node keeps a failed import.',
};

export const PLUGIN_COMMONJS: ErrorEntry = {
  code: 'PLUGIN_COMMONJS',
  meaning:
    'A module of a plugin is written as CommonJS (`require`, `module.exports`), but its package.json says `"type": "module"`.',
  remedy:
    'Write it with `import` and `export`, or say `"type": "commonjs"` in the package.json. A host that runs has to be restarted: Node keeps a failed import.',
};

export const PLUGIN_IMPORT_FAILED: ErrorEntry = {
  code: 'PLUGIN_IMPORT_FAILED',
  meaning: "A plugin's module throws when it is imported, or is no JavaScript that Node can read.",
  remedy:
    'Correct it if it is your own, otherwise report it to its author. A host that runs has to be restarted: Node keeps a failed import.',
};

export const PLUGIN_IMPORT_TIMEOUT: ErrorEntry = {
  code: 'PLUGIN_IMPORT_TIMEOUT',
  meaning: "Importing a plugin's module took longer than the `startTimeout` of its instance.",
  remedy:
    'A plugin must not wait at the top level of its module: correct it if it is your own, otherwise report it to its author. A host that runs has to be restarted.',
};

export const PLUGIN_EXPORT_MISSING: ErrorEntry = {
  code: 'PLUGIN_EXPORT_MISSING',
  meaning: "A plugin's module has no default export.",
  remedy:
    'Export the result of `definePlugin` as default. A host that runs has to be restarted: Node imports a module once.',
};

export const PLUGIN_EXPORT_INVALID: ErrorEntry = {
  code: 'PLUGIN_EXPORT_INVALID',
  meaning:
    "A plugin module's default export is not what `definePlugin` makes, or lacks a part of it, or the schema of its configuration fails.",
  remedy:
    'Export the result of `definePlugin` with all the parts that the contract asks for. A host that runs has to be restarted: Node imports a module once.',
};

export const PLUGIN_KIND_MISMATCH: ErrorEntry = {
  code: 'PLUGIN_KIND_MISMATCH',
  meaning: 'A plugin is of another kind (`channel`, `observer`, `source`) than its manifest says.',
  remedy: 'Give both the same `kind`. A host that runs has to be restarted.',
};

export const PLUGIN_CONFIG_REFUSED: ErrorEntry = {
  code: 'PLUGIN_CONFIG_REFUSED',
  meaning: "The `config` of an instance is not what its plugin's own schema takes.",
  remedy: 'Correct the line as the message says.',
};

export const PLUGIN_CREATE_FAILED: ErrorEntry = {
  code: 'PLUGIN_CREATE_FAILED',
  meaning: "A plugin's `create` threw.",
  remedy:
    "Check the instance's configuration; if that is right, the fault is the plugin's: correct it if it is your own, otherwise report it to its author.",
};

export const PLUGIN_CREATE_TIMEOUT: ErrorEntry = {
  code: 'PLUGIN_CREATE_TIMEOUT',
  meaning: "A plugin's `create` took longer than the `startTimeout` of its instance.",
  remedy: 'Check what it connects to, or raise `startTimeout`.',
};

export const PLUGIN_INSTANCE_INVALID: ErrorEntry = {
  code: 'PLUGIN_INSTANCE_INVALID',
  meaning: "A plugin's `create` gave something that is no instance of its kind.",
  remedy: "The fault is the plugin's: correct it if it is your own, otherwise report it to its author.",
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
  MANIFEST_MISSING,
  MANIFEST_INVALID,
  API_VERSION_UNSUPPORTED,
  PLUGIN_ENTRY_MISSING,
  PLUGIN_DEPENDENCY_MISSING,
  PLUGIN_COMMONJS,
  PLUGIN_IMPORT_FAILED,
  PLUGIN_IMPORT_TIMEOUT,
  PLUGIN_EXPORT_MISSING,
  PLUGIN_EXPORT_INVALID,
  PLUGIN_KIND_MISMATCH,
  PLUGIN_CONFIG_REFUSED,
  PLUGIN_CREATE_FAILED,
  PLUGIN_CREATE_TIMEOUT,
  PLUGIN_INSTANCE_INVALID,
  PLUGIN_START_FAILED,
  PLUGIN_START_TIMEOUT,
];
