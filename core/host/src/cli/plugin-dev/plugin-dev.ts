import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ExitCode, OK } from '../exit-code.js';
import { hangUpSignal } from '../hang-up-signal.js';
import { reportError } from '../report-error.js';
import { settingsFromFile } from '../settings-file.js';
import { stopSignal } from '../stop-signal.js';
import type { Terminal } from '../terminal.js';
import { DevSession } from './dev-session.js';
import { checkDeveloped } from './developed-package.js';
import { KEYS_HELP, type KeyPress, kindsText, readKeys } from './keys.js';
import { watchSource } from './watch-source.js';

export interface DevFlags {
  /** A file with the configuration to run it with. */
  readonly settings?: string;
}

/**
 * Runs a plugin from its source until the key q or a signal. Nothing of it is kept: the queue is in a folder of its own,
 * which is gone in the end.
 */
export async function pluginDev(target: string, { settings }: DevFlags, terminal: Terminal): Promise<ExitCode> {
  const folder = resolve(terminal.cwd, target);
  await checkDeveloped(folder);
  if (settings !== undefined) await settingsFromFile(settings, terminal);
  const signal = stopSignal(terminal);
  const hangUp = hangUpSignal(terminal);
  const quit = new AbortController();
  const over = AbortSignal.any([signal.signal, quit.signal]);
  // The terminal is gone, and with it whoever would press a key.
  hangUp.each(() => quit.abort());
  const home = await realpath(await mkdtemp(join(tmpdir(), 'headwind-dev-')));
  try {
    await develop(new DevSession({ folder, home, settings }, terminal), folder, terminal, { over, quit });
    return OK;
  } finally {
    await rm(home, { recursive: true, force: true });
    signal.release();
    hangUp.release();
  }
}

interface Ends {
  readonly over: AbortSignal;
  readonly quit: AbortController;
}

async function develop(session: DevSession, folder: string, terminal: Terminal, { over, quit }: Ends): Promise<void> {
  const source = await watchSource(folder, {
    onSave: session.rebuild,
    onError: (error) => void reportError(error, terminal),
  });
  const act = (press: KeyPress): void => {
    switch (press.type) {
      case 'publish':
        void session.publish(press.kinds);
        break;
      case 'rebuild':
        session.rebuild();
        break;
      case 'quit':
        // As a second signal does: what is stopping may take its time.
        if (over.aborted) terminal.exit(128 + constants.signals.SIGINT);
        else quit.abort();
        break;
      case 'help':
        terminal.stderr.write(`${KEYS_HELP}${kindsText()}`);
    }
  };
  terminal.stderr.write(KEYS_HELP);
  const stopReading = readKeys(terminal, act);
  try {
    await session.run(over);
  } finally {
    stopReading();
    await source.stop();
  }
}
