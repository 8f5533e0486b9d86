import type { Terminal } from './terminal.js';

export interface HangUpSignal {
  /** From now on each signal does this; so does one that came before. */
  each(handle: () => void): void;
  /** From now on the signal does what it does by itself. */
  release(): void;
}

/** Takes SIGHUP, by which a daemon is told to read its configuration again; by itself it would end the process. */
export function hangUpSignal({ signals }: Pick<Terminal, 'signals'>): HangUpSignal {
  let isPending = false;
  let act = (): void => {
    isPending = true;
  };
  const listener = (): void => act();
  signals.on('SIGHUP', listener);
  return {
    each: (handle) => {
      act = handle;
      if (isPending) handle();
    },
    release: () => void signals.off('SIGHUP', listener),
  };
}
