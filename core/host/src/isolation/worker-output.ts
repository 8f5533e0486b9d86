import type { Readable, Writable } from 'node:stream';
import type { Redactor } from '../log/redactor.js';

/**
 * Passes on what a worker prints, without secrets. Where nobody takes it fast enough the worker waits, so that it does not
 * gather here.
 */
export function passOn(from: Readable, to: Writable, redactor: Redactor): void {
  from.setEncoding('utf8').on('data', (text: string) => {
    if (to.write(redactor.redact(text))) return;
    from.pause();
    to.once('drain', () => from.resume());
  });
}
