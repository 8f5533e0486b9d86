import { isCodedError } from '@headwind/bus/coded-error';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressGuard, createAddressGuard } from '../../src/plugin-http/address-guard.js';

function guardOf(allow: readonly string[] = [], deny: readonly string[] = []): AddressGuard {
  return createAddressGuard({ allow, deny });
}

/** As callers do it: the host comes out of a URL. */
function isReachable(guard: AddressGuard, host: string): boolean {
  try {
    guard.check(new URL(`http://${host}/path`).hostname);
    return true;
  } catch (error) {
    if (isCodedError(error) && error.code === 'ADDRESS_REFUSED') return false;
    throw error;
  }
}

function lookup(guard: AddressGuard, host: string, all: boolean): Promise<unknown> {
  return new Promise((resolve, reject) => {
    guard.lookup(host, { all }, (error, address, family) => {
      if (error) reject(error);
      else resolve(all ? address : { address, family });
    });
  });
}

describe('the address guard, unless told otherwise', () => {
  it.each([
    ['link-local IPv4', '169.254.0.1'],
    ['the metadata service', '169.254.169.254'],
    ['the metadata service in decimal', '2852039166'],
    ['the metadata service in hexadecimal', '0xA9FEA9FE'],
    ['the metadata service in octal', '0251.0376.0251.0376'],
    ['the metadata service in a mixed form', '169.0xfe.43518'],
    ['the metadata service mapped into IPv6', '[::ffff:169.254.169.254]'],
    ['the metadata service in IPv4-compatible form', '[::169.254.169.254]'],
    ['the metadata service in IPv4-translated form', '[::ffff:0:169.254.169.254]'],
    ['the metadata service behind NAT64', '[64:ff9b::a9fe:a9fe]'],
    ['the metadata service behind a local NAT64', '[64:ff9b:1::a9fe:a9fe]'],
    ['the metadata service behind 6to4', '[2002:a9fe:a9fe::1]'],
    ['link-local IPv6', '[fe80::1]'],
    ['the far end of link-local IPv6', '[febf:ffff::1]'],
    ['metadata over IPv6 at AWS', '[fd00:ec2::254]'],
    ['metadata over IPv6 at Google', '[fd20:ce::254]'],
    ['metadata at Alibaba Cloud', '100.100.100.200'],
    ['metadata at Oracle Cloud', '192.0.0.192'],
    ['metadata at Google by name', 'metadata.google.internal'],
    ['metadata at Google by name, in capitals', 'METADATA.Google.Internal'],
    ['metadata at Google by name, with the root dot', 'metadata.google.internal.'],
    ['the unspecified IPv4 address', '0.0.0.0'],
    ['the unspecified IPv4 address, shortened', '0'],
    ['the unspecified IPv6 address', '[::]'],
    ['the unspecified IPv4 address mapped into IPv6', '[::ffff:0.0.0.0]'],
  ])('refuses %s', (_, host) => {
    expect(isReachable(guardOf(), host)).toBe(false);
  });

  it.each([
    '127.0.0.1',
    'localhost',
    '10.1.2.3',
    '172.16.0.1',
    '192.168.1.1',
    '[::1]',
    '[fd12::1]',
    '93.184.215.14',
    '169.253.255.255',
    '169.255.0.0',
    '100.100.100.201',
    'hooks.slack.com',
    'receiver.team.svc.cluster.local',
    'metadata.google.internal.example.com',
  ])('lets %s through', (host) => {
    expect(isReachable(guardOf(), host)).toBe(true);
  });

  it('refuses every link-local address, in every form a URL takes', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, (c, d) => {
        const last = `${((c << 8) | d).toString(16)}`;
        for (const host of [
          `169.254.${c}.${d}`,
          String(169 * 2 ** 24 + 254 * 2 ** 16 + c * 256 + d),
          `[::ffff:169.254.${c}.${d}]`,
          `[64:ff9b::a9fe:${last}]`,
          `[2002:a9fe:${last}::]`,
        ]) {
          expect(isReachable(guardOf(), host), host).toBe(false);
        }
      }),
    );
  });
});

describe("the operator's rules", () => {
  it('make an address reachable that is refused by default', () => {
    expect(isReachable(guardOf(['169.254.169.254']), '169.254.169.254')).toBe(true);
    expect(isReachable(guardOf(['169.254.0.0/16']), '[::ffff:169.254.1.1]')).toBe(true);
    expect(isReachable(guardOf(['metadata.google.internal']), 'metadata.google.internal')).toBe(true);
    expect(isReachable(guardOf(['169.254.169.254']), '169.254.169.253')).toBe(false);
  });

  it('refuse addresses, ranges and names', () => {
    const guard = guardOf([], ['10.0.0.0/8', '192.168.1.1', 'fd00::/8', 'evil.example', '*.internal.example']);
    expect(isReachable(guard, '10.200.1.1')).toBe(false);
    expect(isReachable(guard, '[::ffff:10.200.1.1]')).toBe(false);
    expect(isReachable(guard, '192.168.1.1')).toBe(false);
    expect(isReachable(guard, '192.168.1.2')).toBe(true);
    expect(isReachable(guard, '[fd12::1]')).toBe(false);
    expect(isReachable(guard, 'evil.example')).toBe(false);
    expect(isReachable(guard, 'EVIL.example.')).toBe(false);
    expect(isReachable(guard, 'not-evil.example')).toBe(true);
    expect(isReachable(guard, 'sub.evil.example')).toBe(true);
    expect(isReachable(guard, 'a.b.internal.example')).toBe(false);
    expect(isReachable(guard, 'internal.example')).toBe(true);
  });

  it('refuse what stands in both lists', () => {
    expect(isReachable(guardOf(['10.0.0.1'], ['10.0.0.0/8']), '10.0.0.1')).toBe(false);
    expect(isReachable(guardOf(['10.0.0.0/8'], ['10.0.0.1']), '10.0.0.1')).toBe(false);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0',
    '300.1.1.1',
    '10.0.0.0/',
    'fe80::/129',
    'exa mple.com',
    'a.*.com',
    '*',
    '',
    'http://x',
  ])('cannot be %j', (entry) => {
    expect(() => guardOf([entry])).toThrow(RangeError);
    expect(() => guardOf([], [entry])).toThrow(`"${entry}" is neither`);
  });
});

describe('looking a name up', () => {
  it('gives the addresses of a name, all or one', async () => {
    expect(await lookup(guardOf([], ['::1']), 'localhost', true)).toContainEqual({ address: '127.0.0.1', family: 4 });
    expect(await lookup(guardOf([], ['::1']), 'localhost', false)).toEqual({ address: '127.0.0.1', family: 4 });
  });

  it('refuses a name that resolves to refused addresses only', async () => {
    const guard = guardOf([], ['127.0.0.0/8', '::1']);
    expect(isReachable(guard, 'localhost')).toBe(true);
    await expect(lookup(guard, 'localhost', true)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await expect(lookup(guard, 'localhost', false)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
  });

  it('lets a name through to a refused address where the name itself is allowed', async () => {
    expect(await lookup(guardOf(['0.0.0.0']), '0.0.0.0', false)).toMatchObject({ address: '0.0.0.0' });
    await expect(lookup(guardOf(), '0.0.0.0', false)).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    expect(await lookup(guardOf(['localhost'], []), 'localhost', true)).not.toEqual([]);
  });

  it('passes on that a name does not exist', async () => {
    await expect(lookup(guardOf(), 'nowhere.invalid', true)).rejects.toMatchObject({
      code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });
});
