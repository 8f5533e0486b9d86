import { describe, expect, it } from 'vitest';
import { readableManifest, readManifest } from '../src/read-manifest.js';

const REQUIRED = { apiVersion: 1, kind: 'channel', name: 'chat', entry: './plugin.js' };

function read(headwind: Readonly<Record<string, unknown>>) {
  const manifest = { ...REQUIRED, ...headwind };
  return readManifest({ folder: '/chat', file: '/chat/package.json', name: 'chat', version: '1.0.0', manifest });
}

describe('the manifest', () => {
  it('gives a rate limit, with a burst of 1 unless it says more', () => {
    expect(read({ rateLimit: { perSecond: 0.5, burst: 3 } }).rateLimit).toEqual({ perSecond: 0.5, burst: 3 });
    expect(read({ rateLimit: { perSecond: 2 } }).rateLimit).toEqual({ perSecond: 2, burst: 1 });
  });

  it('says whether templates have an effect', () => {
    expect(read({ templates: false }).templates).toBe(false);
  });

  it('has only what it says, and passes over what this host does not know', () => {
    expect(read({ colour: 'blue' })).toEqual(REQUIRED);
  });

  it.each([
    [{ rateLimit: 5 }, 'headwind.rateLimit is 5, expected attempts a second and at once, such as { "perSecond": 1,'],
    [{ rateLimit: {} }, 'headwind.rateLimit.perSecond is missing, expected a number above 0'],
    [{ rateLimit: { perSecond: 0 } }, 'headwind.rateLimit.perSecond is 0, expected a number above 0'],
    [{ rateLimit: { perSecond: 1, burst: 0.5 } }, 'headwind.rateLimit.burst is 0.5, expected a whole number from 1'],
    [{ templates: 'no' }, 'headwind.templates is "no", expected true or false'],
  ])('is refused with %j', (headwind, told) => {
    expect(() => read(headwind)).toThrow(told);
  });
});

describe('what can be read of a manifest that is wrong', () => {
  const readable = (manifest: unknown) =>
    readableManifest({ folder: '/chat', file: '/chat/package.json', name: '@acme/chat', version: '1.0.0', manifest });

  it('is each part that is right', () => {
    const right = { kind: 'observer', name: 'chat', subscribes: ['update_*'] };
    expect(readable({ ...right, apiVersion: 2, entry: 7 })).toEqual(right);
  });

  it.each([undefined, null, 'channel', [], { kind: 'chanel', name: 'A B', subscribes: 'update_*' }])(
    'counts as a channel for everything where it is %j',
    (manifest) => {
      expect(readable(manifest)).toEqual({ kind: 'channel', name: '@acme/chat' });
    },
  );
});
