import { format } from 'node:util';

type Write = NodeJS.WriteStream['write'];

/**
 * What is printed on standard output and standard error from now on; nothing of it is shown until `end` is called. A test
 * runner that has taken the console over goes on showing what is printed there.
 */
export class CapturedOutput {
  readonly #restores: (() => void)[] = [];
  readonly #texts: string[] = [];

  constructor() {
    for (const stream of [process.stdout, process.stderr]) this.#captureWrites(stream);
    for (const method of ['debug', 'info', 'log', 'warn', 'error'] as const) this.#listenTo(method);
  }

  get text(): string {
    return this.#texts.join('\n');
  }

  /** From here on what is printed is shown again. */
  end(): void {
    for (const restore of this.#restores.splice(0)) restore();
  }

  #listenTo(method: 'debug' | 'info' | 'log' | 'warn' | 'error'): void {
    const original = console[method];
    console[method] = (...values: unknown[]) => {
      this.#texts.push(format(...values));
      original(...values);
    };
    this.#restores.push(() => {
      console[method] = original;
    });
  }

  #captureWrites(stream: NodeJS.WriteStream): void {
    const original = stream.write;
    const write = (
      chunk: string | Uint8Array,
      encoding?: BufferEncoding | ((error?: Error | null) => void),
      written?: (error?: Error | null) => void,
    ): boolean => {
      this.#texts.push(typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8'));
      const done = typeof encoding === 'function' ? encoding : written;
      if (done !== undefined) setImmediate(done);
      return true;
    };
    stream.write = write as Write;
    this.#restores.push(() => {
      stream.write = original;
    });
  }
}
