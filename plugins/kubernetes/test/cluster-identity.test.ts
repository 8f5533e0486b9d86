import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { KubeConfig } from '@kubernetes/client-node';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.js';
import { clusterIdentity } from '../src/cluster-identity.js';

interface Parts {
  readonly server?: string;
  readonly authority?: string;
  readonly caFile?: string;
  readonly token?: string;
}

function identityOf({ server = 'https://10.0.0.1:6443', authority, caFile, token = 't' }: Parts): string {
  const caData = authority === undefined ? {} : { caData: Buffer.from(authority).toString('base64') };
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: 'c', server, skipTLSVerify: false, ...caData, ...(caFile !== undefined && { caFile }) },
    { name: 'u', token },
  );
  return clusterIdentity(config);
}

describe('the identity of a cluster', () => {
  it('is another at another address, and under another authority', () => {
    const identities = [
      identityOf({}),
      identityOf({ server: 'https://10.0.0.2:6443' }),
      identityOf({ server: 'https://10.0.0.1:6443/clusters/west' }),
      identityOf({ authority: 'one' }),
      identityOf({ authority: 'another' }),
    ];
    expect(new Set(identities).size).toBe(identities.length);
  });

  it('is the same with other credentials, and however the address and the authority are written', async () => {
    const caFile = join(await testFolder(), 'ca.crt');
    await writeFile(caFile, 'one\n');
    expect(identityOf({ caFile, token: 'another' })).toBe(identityOf({ authority: 'one' }));
    expect(identityOf({ server: 'https://jane:secret@10.0.0.1:6443/' })).toBe(identityOf({}));
    expect(identityOf({ server: 'https://kubernetes:443' })).toBe(identityOf({ server: 'https://KUBERNETES' }));
  });

  it('is not had without the file of the authority', async () => {
    const caFile = join(await testFolder(), 'ca.crt');
    expect(() => identityOf({ caFile })).toThrow(/the certificate-authority of the cluster cannot be read: ENOENT/);
  });
});
