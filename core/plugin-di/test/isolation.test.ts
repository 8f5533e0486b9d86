import 'reflect-metadata';
import {
  instanceCachingFactory,
  Lifecycle,
  container as root,
  scoped,
  singleton,
  inject as tsyringeInject,
} from 'tsyringe';
import { describe, expect, it } from 'vitest';
import { inject, injectable, token } from '../src/plugin-di.js';
import { makeWith, ownContainer } from './instances.js';

@injectable()
class Counter {
  count = 0;
}

@injectable()
class Pair {
  readonly one: Counter;
  readonly other: Counter;

  constructor(@inject(Counter) one: Counter, @inject(Counter) other: Counter) {
    this.one = one;
    this.other = other;
  }
}

class Hidden {
  #count = 0;

  next(): number {
    this.#count += 1;
    return this.#count;
  }
}

@singleton()
class OnlyOne {}

const COUNTER = token<Counter>('COUNTER');

describe('two instances of one plugin', () => {
  it('share no object, while one instance has each class once', async () => {
    const container = ownContainer();
    const first = await makeWith(container, (child) => child.resolve(Pair), 'first');
    const second = await makeWith(container, (child) => child.resolve(Pair), 'second');
    first.channel.part.one.count = 7;
    expect(first.channel.part.other.count).toBe(7);
    expect(second.channel.part.one.count).toBe(0);
    expect(second.channel.part).not.toBe(first.channel.part);
  });

  it('share none either when the container was there before the classes', async () => {
    const grandchild = root.createChildContainer().createChildContainer();
    @scoped(Lifecycle.ContainerScoped)
    class Late {}
    const made = [1, 2].map(() => makeWith(grandchild, (child) => [child.resolve(Late), child.resolve(Late)]));
    const [first, second] = await Promise.all(made);
    expect(first?.channel.part[0]).toBe(first?.channel.part[1]);
    expect(first?.channel.part[0]).not.toBe(second?.channel.part[0]);
  });

  it('both have what the author registered for them', async () => {
    const container = ownContainer().register(COUNTER, Counter).register('limit', { useValue: 5 });
    for (const name of ['first', 'second']) {
      const { channel } = await makeWith(container, (child) => [child.resolve(COUNTER), child.resolve('limit')], name);
      expect(channel.part).toEqual([new Counter(), 5]);
    }
  });

  it('do not see what the other registers', async () => {
    const container = ownContainer();
    await makeWith(container, (child) => child.register('mine', { useValue: 'secret' }));
    await expect(makeWith(container, (child) => child.resolve('mine'))).rejects.toThrow('mine');
    expect(container.isRegistered('mine')).toBe(false);
  });
});

describe('what both would share is refused', () => {
  it('when a class is decorated as a singleton', async () => {
    await expect(makeWith(ownContainer(), (child) => child.resolve(OnlyOne))).rejects.toThrow(
      /^OnlyOne is a singleton of the plugin's container, .*injectable\(\)/,
    );
  });

  it('when a class is registered as a singleton, although it is marked as injectable', async () => {
    const container = ownContainer().registerSingleton(Counter);
    await expect(makeWith(container, (child) => child.resolve(Pair))).rejects.toThrow(
      /Cannot inject the dependency .* of "Pair" constructor\. Reason: Counter is a singleton/,
    );
  });

  it('when a token stands for a singleton, asked for alone or with all', async () => {
    const container = ownContainer();
    container.registerSingleton(COUNTER, Counter).register(COUNTER, Counter);
    await expect(makeWith(container, (child) => child.resolveAll(COUNTER))).rejects.toThrow(
      'Symbol(COUNTER) is a sing',
    );
    const { channel } = await makeWith(container, (child) => child.resolve(COUNTER));
    expect(channel.part).toBeInstanceOf(Counter);
  });

  it('when it is a value that can change, and not when that is frozen', async () => {
    const container = ownContainer().register('limits', { useValue: { most: 5 } });
    await expect(makeWith(container, (child) => child.resolve('limits'))).rejects.toThrow('limits is a value');
    container.register('limits', { useValue: Object.freeze({ most: 5 }) });
    for (const name of ['first', 'second']) {
      const { channel } = await makeWith(container, (child) => child.resolve('limits'), name);
      expect(channel.part).toEqual({ most: 5 });
    }
  });

  it.each([
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['a WeakMap', new WeakMap()],
    ['a Date', new Date(0)],
    ['a view of bytes', new DataView(new ArrayBuffer(1))],
    ['an instance of a class', new Hidden()],
    ['an object with one that is not frozen', { deep: {} }],
  ])('when %s is in a value that is frozen, or is the value', async (_what, state) => {
    const symbol = Symbol('hidden');
    const container = ownContainer().register('value', { useValue: Object.freeze(state) });
    container.register('inside', { useValue: Object.freeze({ seen: state }) });
    container.register('deep', { useValue: Object.freeze([Object.freeze({ [symbol]: state })]) });
    for (const name of ['value', 'inside', 'deep']) {
      await expect(makeWith(container, (child) => child.resolve(name))).rejects.toThrow(
        /is a value of .* Freeze it, with all that is in it/,
      );
    }
  });

  it('and not when all of a value is frozen, though it stands in a circle', async () => {
    const circle: { self?: object; readonly list: readonly unknown[] } = {
      list: Object.freeze([5, /x/, () => 7].map((each) => Object.freeze(each))),
    };
    circle.self = circle;
    const container = ownContainer().register('circle', { useValue: Object.freeze(circle) });
    for (const name of ['first', 'second']) {
      expect((await makeWith(container, (child) => child.resolve('circle'), name)).channel.part).toBe(circle);
    }
  });

  it('when a factory gives the same object twice, though it is frozen at its surface', async () => {
    const shared = Object.freeze({ seen: new Map() });
    const container = ownContainer().register('seen', { useFactory: () => shared });
    await makeWith(container, (child) => child.resolve('seen'));
    await expect(makeWith(container, (child) => child.resolve('seen'))).rejects.toThrow('seen gave an object that');
  });

  it('when a factory gives the same object twice', async () => {
    const container = ownContainer().register(COUNTER, { useFactory: instanceCachingFactory(() => new Counter()) });
    const twice = await makeWith(container, (child) => [child.resolve(COUNTER), child.resolve(COUNTER)]);
    expect(twice.channel.part[0]).toBe(twice.channel.part[1]);
    await expect(makeWith(container, (child) => child.resolve(COUNTER))).rejects.toThrow(
      /Symbol\(COUNTER\) gave an object that another instance has/,
    );
  });

  it('and not where the instance registers something else in its place', async () => {
    const container = ownContainer().registerSingleton(COUNTER, Counter);
    const own = await makeWith(container, (child) => child.registerSingleton(COUNTER, Counter).resolve(COUNTER));
    const other = await makeWith(container, (child) => child.registerSingleton(COUNTER, Counter).resolve(COUNTER));
    expect(own.channel.part).not.toBe(other.channel.part);
  });

  it('and not because of a singleton that nobody of the plugin asks for', async () => {
    const container = ownContainer().registerSingleton(OnlyOne);
    expect((await makeWith(container, (child) => child.resolve(Counter))).channel.part.count).toBe(0);
  });
});

describe('a class that cannot be made', () => {
  it('has a token for each parameter, or is refused when it is declared', () => {
    expect(() => {
      @injectable()
      class HalfDone {
        readonly counters: readonly Counter[];

        constructor(one: Counter, @inject(Counter) other: Counter) {
          this.counters = [one, other];
        }
      }
      return HalfDone;
    }).toThrow('The constructor of HalfDone has no @inject(token) at parameter 1 of 2.');
  });

  it('says which class lacks which token, on one line', async () => {
    const NOWHERE = token<string>('NOWHERE');
    @injectable()
    class Lost {
      readonly where: string;

      constructor(@inject(NOWHERE) where: string) {
        this.where = where;
      }
    }
    const made = makeWith(ownContainer(), (child) => child.resolve(Lost));
    await expect(made).rejects.toThrow(/^Cannot inject .*"Lost" constructor\. Reason: .*Symbol\(NOWHERE\)"$/);
  });

  it('may have parameters that only tsyringe knows, where it is not marked by this package', async () => {
    @scoped(Lifecycle.ContainerScoped)
    class Plain {
      readonly counter: Counter;

      constructor(@tsyringeInject(Counter) counter: Counter) {
        this.counter = counter;
      }
    }
    const { channel } = await makeWith(ownContainer(), (child) => child.resolve(Plain));
    expect(channel.part.counter).toBeInstanceOf(Counter);
  });
});
