import 'reflect-metadata';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { delivered } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.js';
import { createWith, inject, injectable, NAME } from '../src/plugin-di.js';
import { makeWith, ownContainer } from './instances.js';

const { resolve } = createRequire(import.meta.url);

@injectable()
class Named {
  readonly name: string;

  constructor(@inject(NAME) name: string) {
    this.name = name;
  }
}

describe('a second copy in the same process', () => {
  it('of tsyringe is refused before anything starts', async () => {
    const folder = join(await testFolder(), 'tsyringe');
    await cp(dirname(resolve('tsyringe/package.json')), folder, { recursive: true });
    const { container } = await import(pathToFileURL(join(folder, 'dist/cjs/index.js')).href);
    for (const other of [container, container.createChildContainer()]) {
      expect(() => createWith(other, () => ({ deliver: () => delivered() }))).toThrow(/another copy of tsyringe/);
    }
  });

  it('of reflect-metadata does no harm', async () => {
    const folder = join(await testFolder(), 'reflect-metadata');
    await cp(dirname(resolve('reflect-metadata')), folder, { recursive: true });
    const { getMetadata } = Reflect;
    await import(pathToFileURL(join(folder, 'Reflect.js')).href);
    expect(Reflect.getMetadata, 'the second copy is in place').not.toBe(getMetadata);
    expect((await makeWith(ownContainer(), (child) => child.resolve(Named), 'before')).channel.part.name).toBe(
      'before',
    );

    @injectable()
    class NamedLater extends Named {
      constructor(@inject(NAME) name: string) {
        super(`${name} later`);
      }
    }
    const { channel } = await makeWith(ownContainer(), (child) => child.resolve(NamedLater), 'after');
    expect(channel.part.name).toBe('after later');
  });

  it.each([undefined, null, {}, 'container'])('is as much as %j: no container', (given) => {
    const create: (container: never, make: () => object) => unknown = createWith;
    expect(() => Reflect.apply(create, undefined, [given, () => ({})])).toThrow('no container at all');
  });
});
