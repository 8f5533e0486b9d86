import { PassThrough } from 'node:stream';
import { EVENT_KINDS } from '@headwind/plugin-api';
import { describe, expect, it, vi } from 'vitest';
import { type KeyPress, keyPressOf, kindsText, readKeys } from '../../../src/cli/plugin-dev/keys.js';

describe('the keys of plugin dev', () => {
  it('has a digit for every kind, as its list of kinds says', () => {
    const listed = [...kindsText().matchAll(/^ {2}(\d) {2}(\w+)$/gm)].map(([, key = '', kind]) => ({ key, kind }));
    expect(listed.map(({ kind }) => kind)).toEqual(EVENT_KINDS);
    for (const { key, kind } of listed) expect(keyPressOf(key)).toEqual({ type: 'publish', kinds: [kind] });
  });

  it('takes Ctrl-C for q, nothing for the end of a line, and answers any other key with help', () => {
    expect(keyPressOf('\u0003')).toEqual(keyPressOf('q'));
    expect(keyPressOf('\r')).toBeUndefined();
    expect(keyPressOf('\n')).toBeUndefined();
    for (const key of ['h', '?', '0', 'Q', '٣']) expect(keyPressOf(key)).toEqual({ type: 'help' });
  });

  it('reads a terminal key by key, and leaves it as it was', async () => {
    const setRawMode = vi.fn<(isRaw: boolean) => void>();
    const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode });
    const presses: KeyPress[] = [];
    const stop = readKeys({ stdin }, (press) => presses.push(press));
    stdin.write('rq');
    await vi.waitFor(() => expect(presses).toEqual([{ type: 'rebuild' }, { type: 'quit' }]));
    stop();
    expect(setRawMode.mock.calls).toEqual([[true], [false]]);
  });
});
