import { CodedError, isCodedError, messageOf } from '@headwind/bus/coded-error';
import type { ObservedRecord, PluginRoute } from '@headwind/plugin-api';
import { type CreatedInstance, createInstance, faultOf } from '@headwind/plugin-loader/create-instance';
import { PLUGIN_INSTANCE_INVALID } from '@headwind/plugin-loader/errors';
import type { Locate, Problem } from '../config/problem.js';
import type { Redactor } from '../log/redactor.js';
import { type CodeToLoad, type LoadedCode, loadCode } from '../plugins/load-code.js';
import { type ContextParts, createPluginContext } from '../plugins/plugin-context.js';
import type { Handlers } from './call-channel.js';
import { requestOf, responseData } from './http-data.js';
import type { InstanceShape, LoadedThere, WorkerMethods } from './messages.js';
import { outcomeData } from './outcome-data.js';

/** In a worker: the plugin's code, as the host asks for it. */
export class ServedPlugin {
  readonly #code: CodeToLoad;
  readonly #context: ContextParts;
  readonly #redactor: Redactor;
  #created: CreatedInstance | undefined;

  constructor(code: CodeToLoad, context: ContextParts, redactor: Redactor) {
    this.#code = code;
    this.#context = context;
    this.#redactor = redactor;
  }

  readonly handlers: Handlers<WorkerMethods> = {
    load: () => this.#load(),
    create: () => this.#create(),
    start: async () => void (await this.#instance.start?.()),
    stop: async () => void (await this.#instance.stop?.()),
    health: async () => (await this.#instance.health?.()) ?? undefined,
    deliver: async ({ signal }, event, { id, number }) =>
      outcomeData(await this.#channel.deliver(event, { id, number, signal })),
    preview: (_serving, event) => this.#channel.preview?.(event),
    handle: async ({ signal }, route, request) => {
      const response: unknown = await this.#instance.routes?.[route]?.handle(requestOf(request, signal));
      if (!(response instanceof Response)) throw new TypeError('the route gave no Response');
      return responseData(response);
    },
  };

  /** What `observe` throws is logged; one that is an async function all the same must not reject unseen. */
  observe(record: ObservedRecord): void {
    if (this.#created?.kind !== 'observer') return;
    const { instance } = this.#created;
    const failed = (error: unknown): void => this.#context.log.error('observer failed', { error: messageOf(error) });
    try {
      const answer: unknown = instance.observe(record);
      if (answer instanceof Promise) answer.catch(failed);
    } catch (error) {
      failed(error);
    }
  }

  get #instance(): CreatedInstance['instance'] {
    if (this.#created === undefined) throw new TypeError('there is no instance yet');
    return this.#created.instance;
  }

  get #channel() {
    if (this.#created?.kind !== 'channel') throw new TypeError('the instance is no channel');
    return this.#created.instance;
  }

  async #load(): Promise<LoadedThere> {
    try {
      const loaded = await loadCode(this.#code, PART_ALONE, this.#redactor);
      if (!Array.isArray(loaded)) return { warnings: loaded.warnings };
      return { problems: loaded.map(withPart) };
    } catch (error) {
      if (!isCodedError(error)) throw error;
      const { code, found, remedy } = error;
      return { fault: { code, found, remedy } };
    }
  }

  async #create(): Promise<InstanceShape> {
    const loaded = await this.#loadAgain();
    const ctx = createPluginContext({ ...loaded, config: this.#code.config }, this.#context);
    const created = await createInstance(loaded.plugin, ctx);
    const fault = faultOf(created);
    if (fault !== undefined) throw new CodedError(PLUGIN_INSTANCE_INVALID, fault);
    this.#created = created;
    return shapeOf(created);
  }

  /** What was valid when the host loaded it may not be any more: the package may have changed. */
  async #loadAgain(): Promise<LoadedCode> {
    const loaded = await loadCode(this.#code, PART_ALONE, this.#redactor);
    if (!Array.isArray(loaded)) return loaded;
    throw new Error(loaded.map(({ message }) => message).join('; '));
  }
}

/** Where things stand in the file the host knows; which part of a line is meant is known only here. */
const PART_ALONE: Locate = (_path, part = 'value') => ({ file: part, line: 0, column: 0 });

function withPart({ position, ...problem }: Problem): Problem & { readonly part: 'key' | 'value' } {
  return { ...problem, part: position?.file === 'key' ? 'key' : 'value' };
}

function shapeOf({ kind, instance }: CreatedInstance): InstanceShape {
  return {
    hasHealth: instance.health !== undefined,
    hasPreview: kind === 'channel' && instance.preview !== undefined,
    routes: instance.routes?.map(withoutHandler),
  };
}

function withoutHandler({ method, path, access, atRoot }: PluginRoute): Omit<PluginRoute, 'handle'> {
  return { method, path, ...(access !== undefined && { access }), ...(atRoot !== undefined && { atRoot }) };
}
