import type { HostOptions } from '../prepare.js';
import { type ExitCode, FAILED, OK } from './exit-code.js';
import { hangUpSignal } from './hang-up-signal.js';
import type { HostProgram, RunningHost } from './host-program.js';
import { stopSignal } from './stop-signal.js';
import type { Terminal } from './terminal.js';
import { welcomeAfterStory } from './welcome.js';

/**
 * Runs the host until a signal.
 *
 *   starting ──started──▶ running ──signal──────────────▶ stopping ──stopped──▶ exit 0
 *                            ├──────an uncaught error──▶ stopping ──stopped──▶ exit 1
 *                            └──the queue breaks down──▶ stopping ──stopped──▶ exit 1
 *
 * An error that nobody caught is a plugin's, most likely, and leaves it in an unknown state: the host stops as for a
 * signal, so that whatever watches it starts it again, with nothing lost. A rejected promise that nobody took does less
 * harm and is only logged.
 *
 * SIGHUP has it read its configuration again; what became of that is logged.
 *
 * A signal while it is starting is kept until it has started. A second one ends the process at once, with 128 and the
 * signal's number, as a shell reports it: 143 for SIGTERM, 130 for SIGINT.
 */
export async function serve(options: HostOptions, terminal: Terminal, host: HostProgram): Promise<ExitCode> {
  const signal = stopSignal(terminal);
  const hangUp = hangUpSignal(terminal);
  try {
    const running = await host.startHost(options);
    if (running.origin.type === 'defaults') welcomeAfterStory(running, terminal);
    // It says itself in the log what became of it.
    hangUp.each(() => void running.reload().catch(() => undefined));
    const exitCode = await Promise.race([
      signal.first.then(() => OK),
      uncaughtError(running, terminal),
      running.brokenDown.then(() => FAILED),
    ]);
    await running.stop();
    return exitCode;
  } finally {
    signal.release();
    hangUp.release();
  }
}

/** Resolves with an exit code when there is an error that nobody caught. */
function uncaughtError(running: RunningHost, { faults }: Terminal): Promise<ExitCode> {
  faults.on('unhandledRejection', (error) => running.logFault('a rejected promise was left alone', error));
  return new Promise((resolve) => {
    faults.on('uncaughtException', (error) => {
      running.logFault('stopping: an error was not caught', error);
      resolve(FAILED);
    });
  });
}
