import type { Readable } from 'node:stream';

/** A person's terminal, or a file or pipe. */
export interface Output extends NodeJS.WritableStream {
  readonly isTTY?: boolean;
  /** How wide the terminal is, in characters. */
  readonly columns?: number;
}

type FaultName = 'uncaughtException' | 'unhandledRejection';
type FaultListener = (error: unknown) => void;
type SignalListener = (signal: NodeJS.Signals) => void;

/** What a command sees of the process it runs in: results go to `stdout`, everything else to `stderr`. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signals: {
    on(signal: NodeJS.Signals, listener: SignalListener): unknown;
    off(signal: NodeJS.Signals, listener: SignalListener): unknown;
  };
  /** Errors that nobody caught. */
  readonly faults: {
    on(name: FaultName, listener: FaultListener): unknown;
    off(name: FaultName, listener: FaultListener): unknown;
  };
  /** Ends the process at once. */
  exit(code: number): void;
}
