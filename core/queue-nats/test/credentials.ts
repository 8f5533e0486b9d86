import {
  createAccount,
  createOperator,
  createUser,
  encodeAccount,
  encodeOperator,
  encodeUser,
  fmtCreds,
} from '@nats-io/jwt';

const UNLIMITED = {
  subs: -1,
  data: -1,
  payload: -1,
  imports: -1,
  exports: -1,
  wildcards: true,
  conn: -1,
  leaf: -1,
  mem_storage: -1,
  disk_storage: -1,
  streams: -1,
  consumer: -1,
};

export interface Credentials {
  /** What a server is configured with that knows the account (https://docs.nats.io/running-a-nats-service/configuration/securing_nats/jwt/resolver#memory). */
  readonly serverConfig: string;
  /** The content of a user's `.creds` file. */
  readonly user: string;
  /** Likewise, of a user that is no longer one. */
  readonly expired: string;
  /** The seed of the key of either user. */
  readonly seeds: readonly string[];
}

/** An operator, an account with JetStream, and users of it. */
export async function makeCredentials(): Promise<Credentials> {
  const [operator, system, account] = [createOperator(), createAccount(), createAccount()];
  const signed = { signer: operator };
  const systemJwt = await encodeAccount('system', system, {}, signed);
  const accountJwt = await encodeAccount('notifications', account, { limits: UNLIMITED }, signed);
  const operatorJwt = await encodeOperator('operator', operator, { system_account: system.getPublicKey() });
  const [user, expired] = [createUser(), createUser()];
  const before = Math.floor(Date.now() / 1_000) - 60;
  const text = (jwt: string, key: typeof user): string => new TextDecoder().decode(fmtCreds(jwt, key));
  return {
    serverConfig: `operator: ${operatorJwt}
system_account: ${system.getPublicKey()}
resolver: MEMORY
resolver_preload: {
  ${system.getPublicKey()}: ${systemJwt}
  ${account.getPublicKey()}: ${accountJwt}
}
`,
    user: text(await encodeUser('headwind', user, account), user),
    expired: text(await encodeUser('headwind', expired, account, {}, { exp: before }), expired),
    seeds: [user, expired].map((key) => new TextDecoder().decode(key.getSeed())),
  };
}
