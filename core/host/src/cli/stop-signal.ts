import { constants } from 'node:os';
import type { Terminal } from './terminal.js';

const STOP_SIGNALS: readonly NodeJS.Signals[] = ['SIGTERM', 'SIGINT'];

export interface StopSignal {
  /** Resolves with the first signal. */
  readonly first: Promise<void>;
  /** Aborted by the first signal. */
  readonly signal: AbortSignal;
  /** From now on signals do what they do by themselves. */
  release(): void;
}

/** Takes SIGTERM and SIGINT: the first one asks to stop, a second one ends the process at once. */
export function stopSignal({ signals, exit }: Pick<Terminal, 'signals' | 'exit'>): StopSignal {
  const stop = new AbortController();
  const first = new Promise<void>((resolve) => {
    stop.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const listener = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) exit(128 + constants.signals[signal]);
    else stop.abort();
  };
  for (const name of STOP_SIGNALS) signals.on(name, listener);
  return {
    first,
    signal: stop.signal,
    release: () => {
      for (const name of STOP_SIGNALS) signals.off(name, listener);
    },
  };
}
