import { describe, expect, it } from 'vitest';
import { packageWarnings } from '../../src/reload/restart-warnings.js';
import { loadedPlugin } from '../loaded-plugin.js';

describe('a package that has changed on the disk', () => {
  it('is told of once, for its old code goes on, in new instances too', () => {
    const live = [loadedPlugin('a', { version: '1.0.0' })];
    const wanted = [loadedPlugin('a', { version: '2.0.0' }), loadedPlugin('b', { version: '2.0.0' })];
    expect(packageWarnings(live, wanted)).toEqual([
      'fixture is 2.0.0 on the disk: 1.0.0 goes on until the host is started again',
    ]);
  });

  it('is not told of where it has not changed, or where nothing of it runs', () => {
    const wanted = [loadedPlugin('a', { version: '2.0.0' })];
    expect(packageWarnings(wanted, wanted)).toEqual([]);
    expect(packageWarnings([], wanted)).toEqual([]);
  });
});
