import type { Writable } from 'node:stream';

/**
 * Writes texts to a stream, one at a time: the next goes in when the stream has passed on the one before it, so a reader
 * who is slow or gone fills no memory.
 */
export class TextOutput {
  readonly #stream: Writable;
  #turn: Promise<void> = Promise.resolve();

  constructor(stream: Writable) {
    this.#stream = stream;
    // A broken pipe is told to whoever writes. Without a listener it would also end the process.
    stream.on('error', ignore);
  }

  /**
   * Resolves when the stream has passed the text on.
   *
   * @param signal when it is aborted before the text's turn comes, the text is not written
   * @throws the stream's error (`EPIPE` when nobody reads any more), or the signal's reason
   */
  write(text: string, signal: AbortSignal): Promise<void> {
    const written = this.#turn.then(() => {
      signal.throwIfAborted();
      return passOn(this.#stream, text);
    });
    this.#turn = written.catch(ignore);
    return written;
  }

  /** Waits for what is being written, and lets go of the stream without ending it. */
  async close(): Promise<void> {
    await this.#turn;
    this.#stream.off('error', ignore);
  }
}

function passOn(stream: Writable, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A stream that has failed keeps what it is given and never says so.
    if (stream.errored !== null) reject(stream.errored);
    else stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

function ignore(): void {}
