import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { WatchedResources } from '../../src/conformance/watched-resources.js';

function watch(): WatchedResources {
  const watched = new WatchedResources();
  onTestFinished(() => watched.end());
  return watched;
}

describe('watched resources', () => {
  it('are what the work has opened and not closed, also later', async () => {
    const watched = watch();
    const [timer, server] = watched.by(() => [setInterval(() => {}, 60_000), createServer()]);
    expect(watched.open).toEqual(['a timer']);
    await watched.by(() => once(server.listen(0, '127.0.0.1'), 'listening'));
    expect(watched.open).toEqual(['a timer', 'a server']);
    clearInterval(timer);
    server.close();
    await vi.waitFor(() => expect(watched.open).toEqual([]));
  });

  it('are what goes on from the work', async () => {
    const watched = watch();
    const timer = await watched.by(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return setTimeout(() => {}, 60_000);
    });
    expect(watched.open).toEqual(['a timer']);
    clearTimeout(timer);
    await vi.waitFor(() => expect(watched.open).toEqual([]));
  });

  it('are none of what others open meanwhile, nor what lets the process end', () => {
    const watched = watch();
    const timer = setInterval(() => {}, 60_000);
    onTestFinished(() => clearInterval(timer));
    watched.by(() => setInterval(() => {}, 60_000).unref());
    expect(watched.open).toEqual([]);
  });
});
