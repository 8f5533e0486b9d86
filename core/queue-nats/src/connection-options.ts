import {
  type Authenticator,
  credsAuthenticator,
  type NodeConnectionOptions,
  tokenAuthenticator,
  usernamePasswordAuthenticator,
} from '@nats-io/transport-node';
import type { NatsSettings } from './settings.js';

/** A server that does not answer within this is away. Milliseconds. */
const ANSWER_MS = 5_000;

/** How often a silent connection is asked whether it still is one; two questions without an answer end it. Milliseconds. */
const PING_MS = 5_000;

/** For one connection: that it is made again, and what then, is the business of `Connection`. */
export function connectionOptions(settings: NatsSettings): NodeConnectionOptions {
  const { servers, name, tls } = settings;
  const authenticator = authenticatorOf(settings);
  return {
    servers: [...servers],
    name: `headwind ${name}`,
    reconnect: false,
    // Each request would make two errors in advance for the sake of their stacks, which takes a third of all time.
    noAsyncTraces: true,
    timeout: ANSWER_MS,
    pingInterval: PING_MS,
    maxPingOut: 2,
    ...(authenticator !== undefined && { authenticator }),
    ...(tls !== undefined && { tls }),
  };
}

function authenticatorOf({ credentials, user, password, token }: NatsSettings): Authenticator | undefined {
  if (credentials !== undefined) return credsAuthenticator(new TextEncoder().encode(credentials));
  if (user !== undefined) return usernamePasswordAuthenticator(user, password);
  if (token !== undefined) return tokenAuthenticator(token);
  return undefined;
}
