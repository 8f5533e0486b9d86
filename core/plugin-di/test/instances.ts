import 'reflect-metadata';
import { type ChannelInstance, delivered, type Outcome } from '@headwind/plugin-api';
import { createTestContext, type TestContext } from '@headwind/plugin-testkit/context';
import { type DependencyContainer, container as root } from 'tsyringe';
import { createWith } from '../src/plugin-di.js';

/** A container of the test's own: what it registers there reaches no other test. */
export function ownContainer(): DependencyContainer {
  return root.createChildContainer();
}

/** A channel that has what `resolve` made, so that a test can see it. */
export interface Holder<Part> extends ChannelInstance {
  readonly part: Part;
}

export interface Made<Part> {
  readonly channel: Holder<Part>;
  readonly ctx: TestContext<unknown>;
}

/** Makes an instance around what is resolved. */
export async function makeWith<Part>(
  container: DependencyContainer,
  resolve: (child: DependencyContainer) => Part,
  name = 'test',
): Promise<Made<Part>> {
  const ctx = createTestContext<unknown>({}, { name });
  const create = createWith(container, (child): Holder<Part> => {
    const part = resolve(child);
    return { part, deliver: (): Outcome => delivered() };
  });
  return { channel: await create(ctx), ctx };
}
