import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { onTestFinished } from 'vitest';

/** A receiver of the running test's own, gone when it ends. */
export async function testReceiver(): Promise<Receiver> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return receiver;
}
