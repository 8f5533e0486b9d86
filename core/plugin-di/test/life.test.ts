import 'reflect-metadata';
import { EventEmitter, once } from 'node:events';
import { setImmediate } from 'node:timers/promises';
import { type ChannelInstance, delivered, type Outcome } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import type { DependencyContainer } from 'tsyringe';
import { beforeEach, describe, expect, it } from 'vitest';
import { createWith, inject, injectable } from '../src/plugin-di.js';
import { ownContainer } from './instances.js';

/** What happened, in order. */
let happened: string[] = [];

beforeEach(() => {
  happened = [];
});

@injectable()
class Connection {
  dispose(): void {
    happened.push('connection closed');
  }
}

@injectable()
class Session {
  readonly connection: Connection;

  constructor(@inject(Connection) connection: Connection) {
    this.connection = connection;
  }

  async dispose(): Promise<void> {
    await setImmediate();
    happened.push('session closed');
  }
}

@injectable()
class TroubledSession {
  constructor(@inject(Connection) readonly connection: Connection) {}

  dispose(): void {
    happened.push('session did not close');
    throw new Error('no answer');
  }
}

interface Steps {
  start?(): void | Promise<void>;
  stop?(): void | Promise<void>;
}

/** A channel that has a session, and starts and stops as a test says. */
class Channel implements ChannelInstance {
  readonly #steps: Steps;

  constructor(steps: Steps) {
    this.#steps = steps;
  }

  start() {
    return this.#steps.start?.();
  }

  async stop(): Promise<void> {
    await this.#steps.stop?.();
    happened.push('stopped');
  }

  deliver(): Outcome {
    return delivered();
  }
}

interface Opened {
  readonly ctx: TestContext<unknown>;
  readonly child: DependencyContainer;
  readonly channel: { start(): Promise<void> | void; stop(): Promise<void> };
}

async function open(steps: Steps = {}, part: new (connection: Connection) => object = Session): Promise<Opened> {
  const ctx = createTestContext<unknown>({});
  const children: DependencyContainer[] = [];
  const create = createWith(ownContainer(), (each) => {
    children.push(each);
    each.resolve(part);
    return new Channel(steps);
  });
  const channel = await create(ctx);
  const [child] = children;
  if (child === undefined) throw new Error('nothing was made');
  return { ctx, child, channel };
}

describe('an instance that stops', () => {
  it('runs its own stop, then what it is made of is disposed of, the last made first', async () => {
    const { channel } = await open();
    await channel.start();
    await channel.stop();
    expect(happened).toEqual(['stopped', 'session closed', 'connection closed']);
  });

  it('does so once, however often it is asked', async () => {
    const { channel, ctx } = await open();
    await channel.start();
    await Promise.all([channel.stop(), channel.stop()]);
    await channel.stop();
    ctx.abort();
    expect(happened).toEqual(['stopped', 'session closed', 'connection closed']);
  });

  it('keeps what it is made of while the last deliveries end, although the signal is aborted', async () => {
    const { channel, child, ctx } = await open();
    await channel.start();
    ctx.abort();
    expect(child.resolve(Session)).toBeInstanceOf(Session);
    await channel.stop();
    expect(happened).toHaveLength(3);
  });

  it('leaves nothing behind when its own stop throws', async () => {
    const { channel } = await open({ stop: () => Promise.reject(new Error('stuck')) });
    await channel.start();
    await expect(channel.stop()).rejects.toThrow('stuck');
    expect(happened).toEqual(['session closed', 'connection closed']);
  });

  it('disposes of all the others when one throws', async () => {
    const { channel } = await open({}, TroubledSession);
    await channel.start();
    await expect(channel.stop()).rejects.toThrow('no answer');
    expect(happened).toEqual(['stopped', 'session did not close', 'connection closed']);
  });

  it('has no container any more', async () => {
    const { channel, child } = await open();
    await channel.stop();
    expect(() => child.resolve(Session)).toThrow('disposed');
  });

  it('leaves the container of the plugin to the instances beside it', async () => {
    const container = ownContainer();
    const create = createWith(container, (child) => {
      child.resolve(Session);
      return new Channel({});
    });
    const [one, other] = [await create(createTestContext({})), await create(createTestContext({}))];
    await one.stop();
    expect(happened).toEqual(['stopped', 'session closed', 'connection closed']);
    await other.stop();
    expect(happened).toHaveLength(6);
    await create(createTestContext({}));
  });
});

describe('an instance that does not come to be', () => {
  it('leaves nothing behind when its making throws half-way', async () => {
    const create = createWith(ownContainer(), (child): Channel => {
      child.resolve(Session);
      throw new Error('no such place');
    });
    await expect(create(createTestContext({}))).rejects.toThrow('no such place');
    expect(happened).toEqual(['session closed', 'connection closed']);
  });

  it('leaves nothing behind when its start throws, and says why', async () => {
    const { channel, ctx } = await open({ start: () => Promise.reject(new Error('refused')) });
    await expect(channel.start()).rejects.toThrow('refused');
    expect(happened).toEqual(['session closed', 'connection closed']);
    ctx.abort();
    expect(happened).toHaveLength(2);
  });

  it('says why it did not start and logs what could not be disposed of', async () => {
    const { channel, ctx } = await open({ start: () => Promise.reject(new Error('refused')) }, TroubledSession);
    await expect(channel.start()).rejects.toThrow('refused');
    expect(happened).toEqual(['session did not close', 'connection closed']);
    expect(ctx.log.lines).toMatchObject([{ level: 'error', fields: { error: new Error('no answer') } }]);
  });

  it('leaves nothing behind when nobody waits for it any longer', async () => {
    const { ctx } = await open();
    ctx.abort();
    await expect.poll(() => happened).toEqual(['session closed', 'connection closed']);
  });

  it('leaves nothing behind when its start never ends', async () => {
    const { channel, ctx } = await open({ start: () => new Promise(() => undefined) });
    channel.start();
    ctx.abort();
    await expect.poll(() => happened).toEqual(['session closed', 'connection closed']);
  });

  it('is stopped when it starts all the same', async () => {
    const held = new EventEmitter();
    const { channel, ctx } = await open({ start: async () => void (await once(held, 'release')) });
    const starting = channel.start();
    ctx.abort();
    held.emit('release');
    await starting;
    expect(happened.toSorted()).toEqual(['connection closed', 'session closed', 'stopped']);
    await channel.stop();
    expect(happened).toHaveLength(3);
  });
});
