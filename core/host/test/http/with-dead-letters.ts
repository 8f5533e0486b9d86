import { type RunningServer, runServer } from './running-server.js';

/** The API with the events e1, e2 and e3, dead letters of `chat` and of `pager`; e3 is in the namespace staging. */
export async function withDeadLetters(): Promise<RunningServer> {
  const server = await runServer();
  await server.steered.publishOne('e1');
  await server.steered.publishOne('e2');
  await server.steered.publishOne('e3', 'staging');
  return server;
}
