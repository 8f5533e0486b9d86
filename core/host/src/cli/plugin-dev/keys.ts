import { EVENT_KINDS, type EventKind } from '@headwind/plugin-api';
import type { Terminal } from '../terminal.js';

/** What a key asks for. */
export type KeyPress =
  | { readonly type: 'publish'; readonly kinds: readonly EventKind[] }
  | { readonly type: 'rebuild' }
  | { readonly type: 'quit' }
  | { readonly type: 'help' };

/** On a terminal of which every key is read by itself, Ctrl-C is a character and no signal. */
const CTRL_C = '\u0003';

export const KEYS_HELP = `s publishes a sample of every kind, 1-${EVENT_KINDS.length} one of them, r rebuilds, q quits, h lists the kinds\n`;

/** Which kind each digit publishes, a line each. */
export function kindsText(): string {
  return EVENT_KINDS.map((kind, index) => `  ${index + 1}  ${kind}\n`).join('');
}

/** What a key asks for; undefined where it is nothing, as at the end of a line. */
export function keyPressOf(key: string): KeyPress | undefined {
  const kind = /^[1-9]$/.test(key) ? EVENT_KINDS[Number(key) - 1] : undefined;
  if (kind !== undefined) return { type: 'publish', kinds: [kind] };
  switch (key) {
    case 's':
      return { type: 'publish', kinds: EVENT_KINDS };
    case 'r':
      return { type: 'rebuild' };
    case 'q':
    case CTRL_C:
      return { type: 'quit' };
    default:
      return key.trim() === '' ? undefined : { type: 'help' };
  }
}

/**
 * Reads keys as they are pressed; from a pipe, the same letters, with or without lines between them.
 *
 * @returns a function that ends the reading
 */
export function readKeys({ stdin }: Pick<Terminal, 'stdin'>, onPress: (press: KeyPress) => void): () => void {
  const listener = (text: string): void => {
    for (const key of text) {
      const press = keyPressOf(key);
      if (press !== undefined) onPress(press);
    }
  };
  if (stdin.isTTY === true) stdin.setRawMode?.(true);
  stdin.setEncoding('utf8').on('data', listener);
  return () => {
    stdin.off('data', listener).pause();
    if (stdin.isTTY === true) stdin.setRawMode?.(false);
  };
}
