/** What the command ends with, so that a script can tell what went wrong; `docs/reference/cli.md` lists them. */
export type ExitCode = 0 | 1 | 2;

/** It did what it was asked. */
export const OK: ExitCode = 0;

/** It could not: the host is not reached or refused the event, the address or the queue file is taken. */
export const FAILED: ExitCode = 1;

/** It was asked wrongly: a wrong flag, file or configuration. Nothing was started or sent. */
export const WRONG_USAGE: ExitCode = 2;
