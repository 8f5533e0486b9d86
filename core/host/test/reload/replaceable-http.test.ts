import type { HttpReply } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/config/host-config.js';
import { ReplaceableHttp } from '../../src/reload/replaceable-http.js';

const network = (name: string): NetworkConfig => ({ allow: [name], deny: [] });

function setup() {
  const closed: string[] = [];
  const pending: ((reply: HttpReply) => void)[] = [];
  const http = new ReplaceableHttp(network('first'), ({ allow: [name = ''] }) => ({
    post: (url) =>
      url === 'held'
        ? new Promise((resolve) => pending.push(resolve))
        : Promise.resolve({ status: 200, text: name, header: () => undefined }),
    fetch: async () => new Response(name),
    close: async () => void closed.push(name),
  }));
  return { http, closed, pending };
}

describe('HTTP whose rules are replaced', () => {
  it('begins requests under the latest rules', async () => {
    const { http } = setup();
    expect((await http.post('any', {})).text).toBe('first');
    http.replace(network('second'));
    expect((await http.post('any', {})).text).toBe('second');
    expect(await (await http.fetch('any')).text()).toBe('second');
  });

  it('lets requests under way end, and closes everything in the end', async () => {
    const { http, closed, pending } = setup();
    const reply = http.post('held', {});
    http.replace(network('second'));
    expect(closed).toEqual([]);
    pending[0]?.({ status: 204, text: '', header: () => undefined });
    expect((await reply).status).toBe(204);
    await http.close();
    expect(closed).toEqual(['first', 'second']);
  });
});
