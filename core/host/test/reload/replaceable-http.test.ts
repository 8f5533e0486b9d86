import { CodedError } from '@headwind/bus/coded-error';
import type { HttpReply } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import type { NetworkConfig } from '../../src/config/host-config.js';
import { ADDRESS_REFUSED } from '../../src/plugins/plugin-errors.js';
import { ReplaceableHttp } from '../../src/reload/replaceable-http.js';

const network = (name: string): NetworkConfig => ({ allow: [name], deny: [] });

function setup() {
  const closed: string[] = [];
  const pending: ((reply: HttpReply) => void)[] = [];
  const http = new ReplaceableHttp(network('first'), ({ allow: [name = ''] }) => ({
    post: (url) =>
      url === `refused by ${name}`
        ? Promise.reject(new CodedError(ADDRESS_REFUSED, 'Refused.'))
        : url === 'held'
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
    http.offer(network('second'));
    http.accept();
    expect((await http.post('any', {})).text).toBe('second');
    expect(await (await http.fetch('any')).text()).toBe('second');
  });

  it('lets requests under way end, and closes everything in the end', async () => {
    const { http, closed, pending } = setup();
    const reply = http.post('held', {});
    http.offer(network('second'));
    http.accept();
    expect(closed).toEqual([]);
    pending[0]?.({ status: 204, text: '', header: () => undefined });
    expect((await reply).status).toBe(204);
    await http.close();
    expect(closed).toEqual(['first', 'second']);
  });

  it('goes on under the old rules while new ones are offered, but for what only they allow', async () => {
    const { http } = setup();
    http.offer(network('second'));
    expect((await http.post('any', {})).text).toBe('first');
    expect((await http.post('refused by second', {})).text).toBe('first');
    expect((await http.post('refused by first', {})).text).toBe('second');
  });

  it('is as before when the offer is withdrawn', async () => {
    const { http, closed } = setup();
    http.offer(network('second'));
    http.withdraw();
    expect((await http.post('any', {})).text).toBe('first');
    await expect(http.post('refused by first', {})).rejects.toMatchObject({ code: 'ADDRESS_REFUSED' });
    await http.close();
    expect(closed).toEqual(['second', 'first']);
  });
});
