import { onTestFinished } from 'vitest';
import { makeNatsServer, type NatsServer } from './nats-server.js';

/** A NATS server of the running test's own, gone when it ends; it is still to be started. @param config beside its address and its store */
export async function testNatsServer(config = ''): Promise<NatsServer> {
  const server = await makeNatsServer(config);
  onTestFinished(() => server.remove());
  return server;
}
