import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from '../../src/config/duration.js';
import { isLoopback, listenAddressText, parseListenAddress } from '../../src/config/listen-address.js';
import { parseSize } from '../../src/config/size.js';

const DURATION_UNITS = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const SIZE_UNITS = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };

describe('a duration', () => {
  it.each([
    ['500ms', 500],
    ['0s', 0],
    ['10s', 10_000],
    ['5m', 300_000],
    ['24h', 86_400_000],
    ['3d', 259_200_000],
  ])('%s is %d milliseconds', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '10', 's', '1.5h', '-1s', '1h30m', '10 s', '10S', '10sec', '1e3s', ' 10s', '10s\n', '999999999999999d'])(
    'is not read from %j',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('is the number times the unit, whatever they are', () => {
    const units = fc.constantFrom(...Object.entries(DURATION_UNITS));
    fc.assert(
      fc.property(fc.nat(1_000_000), units, (count, [unit, milliseconds]) => {
        expect(parseDuration(`${count}${unit}`)).toBe(count * milliseconds);
      }),
    );
  });

  it('is a whole number of milliseconds or nothing, whatever the text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^\d{0,17}[a-z.]{0,3}$/)), (text) => {
        const milliseconds = parseDuration(text);
        expect(milliseconds === undefined || Number.isSafeInteger(milliseconds)).toBe(true);
      }),
    );
  });
});

describe('a size', () => {
  it.each([
    ['1MiB', 1_048_576],
    ['512KiB', 524_288],
    ['2GiB', 2_147_483_648],
    ['100B', 100],
    ['4096', 4096],
    [65_536, 65_536],
  ])('%s is %d bytes', (value, bytes) => {
    expect(parseSize(value)).toBe(bytes);
  });

  it.each(['', 'MiB', '1MB', '1mib', '1.5MiB', '-1', '1 MiB', -1, 1.5, 1e21, Number.NaN])(
    'is not read from %j',
    (value) => {
      expect(parseSize(value)).toBeUndefined();
    },
  );

  it('is the number times the unit, whatever they are', () => {
    const units = fc.constantFrom(...Object.entries(SIZE_UNITS));
    fc.assert(
      fc.property(fc.nat(1_000_000), units, (count, [unit, bytes]) => {
        expect(parseSize(`${count}${unit}`)).toBe(count * bytes);
      }),
    );
  });
});

describe('an address to listen at', () => {
  it.each([
    ['127.0.0.1:8080', '127.0.0.1', 8080],
    ['[::1]:8080', '::1', 8080],
    [':8080', '::', 8080],
    ['localhost:0', 'localhost', 0],
    ['headwind.example.com:65535', 'headwind.example.com', 65_535],
  ])('%s is host %s and port %d', (text, host, port) => {
    expect(parseListenAddress(text)).toEqual({ host, port });
  });

  it.each([
    '',
    '8080',
    'localhost',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.0.0.1:-1',
    '127.0.0.1:http',
    '::1:8080',
    '[localhost]:8080',
    '[127.0.0.1]:8080',
    '256.0.0.1:8080',
    '127.1:8080',
    '*:8080',
    'http://localhost:8080',
    'local host:8080',
    '-a:8080',
  ])('is not read from %j', (text) => {
    expect(parseListenAddress(text)).toBeUndefined();
  });

  it('is read as it is written, whatever the address', () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.nat(65_535), (name, port) => {
        const address = { host: name, port };
        expect(parseListenAddress(listenAddressText(address))).toEqual(address);
      }),
    );
  });

  it.each(['127.0.0.1', '127.255.255.254', '::1', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
    'is loopback for %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    '128.0.0.1',
    'fe80::1',
    'localhost.example.com',
    'example.com',
    '::ffff:10.0.0.1',
  ])('is beyond loopback for %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
