import 'reflect-metadata';
import { type ChannelInstance, definePlugin, delivered, type Outcome, type PluginLog } from '@headwind/plugin-api';
import { attemptOf } from '@headwind/plugin-testkit/attempt';
import {
  createTestContext,
  createTestObserverContext,
  createTestSourceContext,
} from '@headwind/plugin-testkit/context';
import { eventOf } from '@headwind/plugin-testkit/events';
import { validConfig } from '@headwind/plugin-testkit/plugin-config';
import { container } from 'tsyringe';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  CONTEXT,
  configOf,
  createWith,
  DESCRIBE,
  HTTP,
  inject,
  injectable,
  LOG,
  NAME,
  PUBLISH,
  SIGNAL,
  STATE,
  STATUS,
  token,
} from '../src/plugin-di.js';

const EVENT = eventOf('update_failed');

const schema = z.strictObject({ greeting: z.string().default('hello') });
const CONFIG = configOf(schema);

@injectable()
class Greeter {
  readonly #greeting: string;
  readonly #log: PluginLog;

  constructor(@inject(CONFIG) config: z.output<typeof schema>, @inject(LOG) log: PluginLog) {
    this.#greeting = config.greeting;
    this.#log = log;
  }

  greet(name: string): void {
    this.#log.info(`${this.#greeting} ${name}`);
  }
}

@injectable()
class GreetingChannel implements ChannelInstance {
  readonly #greeter: Greeter;
  readonly #name: string;

  constructor(@inject(Greeter) greeter: Greeter, @inject(NAME) name: string) {
    this.#greeter = greeter;
    this.#name = name;
  }

  get routes() {
    return [{ method: 'GET' as const, path: `/${this.#name}`, handle: () => new Response(this.#name) }];
  }

  deliver(): Outcome {
    this.#greeter.greet(this.#name);
    return delivered();
  }
}

describe('a channel made of classes', () => {
  const plugin = definePlugin({
    kind: 'channel',
    config: schema,
    create: createWith(container, (child) => child.resolve(GreetingChannel)),
  });

  it('has the configuration, the log and the name of its instance', async () => {
    const ctx = createTestContext(await validConfig(plugin, {}), { name: 'oncall' });
    const channel = await plugin.create(ctx);
    expect(await channel.deliver(EVENT, attemptOf(EVENT))).toMatchObject({ status: 'delivered' });
    expect(ctx.log.lines).toEqual([{ level: 'info', message: 'hello oncall' }]);
  });

  it('has what else a class may have, and nothing that it has not', async () => {
    const channel = await plugin.create(createTestContext(await validConfig(plugin, {}), { name: 'oncall' }));
    expect(channel.routes?.map(({ path }) => path)).toEqual(['/oncall']);
    expect(channel.preview).toBeUndefined();
    expect(channel).toBeInstanceOf(GreetingChannel);
  });

  it('can be put together by what its configuration says', async () => {
    const LOUD = token<boolean>('LOUD');
    const create = createWith(container, (child, ctx: ReturnType<typeof createTestContext<{ loud: boolean }>>) => {
      const loud = child.register(LOUD, { useValue: ctx.config.loud }).resolve(LOUD);
      return { loud, deliver: () => delivered() };
    });
    expect(await create(createTestContext({ loud: true }))).toMatchObject({ loud: true });
    expect(await create(createTestContext({ loud: false }))).toMatchObject({ loud: false });
  });
});

describe('the tokens of the context', () => {
  it('give its parts', async () => {
    const ctx = createTestContext<unknown>({ a: 1 }, { name: 'oncall' });
    const create = createWith(container, (child) => ({
      given: [CONTEXT, NAME, CONFIG, DESCRIBE, LOG, HTTP, STATE, SIGNAL].map((each) => child.resolve<unknown>(each)),
    }));
    const { given } = await create(ctx);
    const { name, config, describe: inWords, log, http, state, signal } = ctx;
    const parts = [ctx, name, config, inWords, log, http, state, signal];
    expect(given.map((part, index) => part === parts[index])).toEqual(parts.map(() => true));
  });

  it('give a configuration that is nothing', async () => {
    const NOTHING = configOf(z.undefined());
    const create = createWith(container, (child) => ({ config: child.resolve(NOTHING) }));
    expect((await create(createTestContext(undefined))).config).toBeUndefined();
  });

  it('give a source what it publishes with', async () => {
    const ctx = createTestSourceContext<unknown>({});
    const create = createWith(container, (child) => {
      const publish = child.resolve(PUBLISH);
      return { start: async () => void (await publish(EVENT)) };
    });
    await (await create(ctx)).start();
    expect(ctx.published).toMatchObject([{ id: EVENT.id }]);
  });

  it('give an observer how things stand', async () => {
    const said = { version: '1.2.3', configuration: { loadedAt: 5 }, channels: [] };
    const create = createWith(container, (child) => ({ status: child.resolve(STATUS) }));
    const { status } = await create(createTestObserverContext<unknown>({}, { status: async () => said }));
    expect(await status()).toEqual(said);
  });

  it('are a compile error where the parameter takes something else', () => {
    // Never run: what is tested is that the compiler, which reads tests too, expects an error there.
    function declare() {
      @injectable()
      class Mistaken {
        readonly log: string;

        // @ts-expect-error a log is no text
        constructor(@inject(LOG) log: string) {
          this.log = log;
        }
      }
      return Mistaken;
    }
    expect(declare).toBeTypeOf('function');
  });
});
