import { generate } from 'selfsigned';

export interface Certificate {
  readonly key: string;
  /** Of the server, and at once of the authority that vouches for it. */
  readonly cert: string;
}

let made: Promise<Certificate> | undefined;

/** A certificate for 127.0.0.1 that nobody trusts who is not told to; made once a process. */
export function certificate(): Promise<Certificate> {
  made ??= make();
  return made;
}

async function make(): Promise<Certificate> {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'kubernetes' }], {
    keyType: 'ec',
    extensions: [
      { name: 'basicConstraints', cA: true },
      { name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] },
    ],
  });
  return { key, cert };
}
