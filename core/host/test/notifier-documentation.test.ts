import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Notifier, NotifierOptions } from '../src/notifier.js';

const PAGE = readFileSync(resolve(import.meta.dirname, '../../../docs/reference/embedding.md'), 'utf8');

const OPTIONS = { cwd: true, env: true, log: true, observers: true } satisfies Record<keyof NotifierOptions, true>;

const PARTS = {
  ...{ publish: true, observe: true, status: true, url: true, brokenDown: true, stop: true },
} satisfies Record<Exclude<keyof Notifier, 'deliveries' | 'channels' | typeof Symbol.asyncDispose>, true>;

const DELIVERIES = {
  ...{ list: true, find: true, replay: true, discard: true, replayDeadLetters: true },
} satisfies Record<keyof Notifier['deliveries'], true>;

const CHANNELS = { find: true, pause: true, resume: true } satisfies Record<keyof Notifier['channels'], true>;

/** What the first column of the table under a heading names, without arguments. */
function named(heading: string): string[] {
  const section = PAGE.split(/^## /m).find((each) => each.startsWith(`${heading}\n`)) ?? '';
  return [...section.matchAll(/^\| `([\w.]+)/gm)].map(([, name = '']) => name).toSorted();
}

describe('the reference page of embedding', () => {
  it('lists every option, and no other', () => {
    expect(named('Options')).toEqual(Object.keys(OPTIONS).toSorted());
  });

  it('lists every part of a notifier, and no other', () => {
    const parts = [
      ...Object.keys(PARTS),
      ...Object.keys(DELIVERIES).map((name) => `deliveries.${name}`),
      ...Object.keys(CHANNELS).map((name) => `channels.${name}`),
    ];
    expect(named('Notifier')).toEqual(parts.toSorted());
  });
});
