import { CodedError } from '@headwind/bus/coded-error';
import { definePlugin, describe, type Plugin, type PluginLog } from '@headwind/plugin-api';
import { LOADER_ERRORS, PLUGIN_EXPORT_INVALID } from '@headwind/plugin-loader/errors';
import type { InstanceContext } from '@headwind/plugin-loader/instance-context';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import type { CodeToLoad, LoadedCode } from '../plugins/load-code.js';
import { createIsolated } from './isolated-instance.js';
import { memoryBytesOf } from './memory-limit.js';
import type { LoadedThere } from './messages.js';
import { WorkerThread } from './worker-thread.js';

export interface IsolatedLoading {
  readonly locate: Locate;
  readonly redactor: Redactor;
}

/** Nobody listens while a plugin is only looked at. */
const NO_LOG: PluginLog = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/**
 * Loads a plugin in a worker thread, which ends when that is done: each instance that is created of it has a worker of its
 * own. The plugin that is given runs nothing in this thread.
 *
 * @throws `PLUGIN_IMPORT_FAILED`, `PLUGIN_EXPORT_INVALID`, and `PLUGIN_WORKER_ENDED` where the code ends its worker
 */
export async function loadIsolatedCode(
  code: CodeToLoad,
  { locate, redactor }: IsolatedLoading,
): Promise<LoadedCode | Problem[]> {
  const thread = new WorkerThread({
    code,
    memoryBytes: memoryBytesOf(code.config),
    redactor,
    log: NO_LOG,
    describe,
    handlers: {},
    onEnd: () => undefined,
  });
  try {
    return loaded(await thread.calls.call('load', []), code, { locate, redactor });
  } finally {
    void thread.end();
  }
}

function loaded(there: LoadedThere, code: CodeToLoad, { locate, redactor }: IsolatedLoading): LoadedCode | Problem[] {
  if ('fault' in there) {
    const { code: name, found, remedy } = there.fault;
    const entry = LOADER_ERRORS.find((each) => each.code === name) ?? PLUGIN_EXPORT_INVALID;
    throw new CodedError(entry, found, { remedy });
  }
  if ('problems' in there) {
    return there.problems.map(({ part, ...problem }) => {
      const position = locate(problem.path, part);
      return { ...problem, message: redactor.redact(problem.message), ...(position !== undefined && { position }) };
    });
  }
  return { plugin: isolatedPlugin(code, redactor), settings: undefined, warnings: there.warnings };
}

/** The plugin as the host sees it: of its kind, with instances that speak to their worker. */
function isolatedPlugin(code: CodeToLoad, redactor: Redactor): Plugin {
  const create = (ctx: InstanceContext) => createIsolated({ code, ctx, redactor });
  const parts = { config: VALIDATED_THERE, create };
  switch (code.manifest.kind) {
    case 'channel':
      return definePlugin({ kind: 'channel', ...parts });
    case 'observer':
      return definePlugin({ kind: 'observer', ...parts });
    case 'source':
      return definePlugin({ kind: 'source', ...parts });
  }
}

const VALIDATED_THERE: Plugin['config'] = {
  '~standard': {
    version: 1,
    vendor: 'headwind',
    validate: (value) => ({ value }),
    jsonSchema: { input: () => ({}) },
  },
};
