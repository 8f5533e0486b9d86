import { PassThrough } from 'node:stream';
import type { Screen } from '../src/channel.js';

/** A screen whose text a test can read: call `printed`. */
export interface TestScreen {
  readonly screen: Screen;
  printed(): string;
}

export function createTestScreen(isTTY: boolean): TestScreen {
  const stream = new PassThrough();
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return { screen: Object.assign(stream, { isTTY }), printed: () => text };
}
