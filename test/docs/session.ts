/** The lines of a session that are typed. */
export function commandsIn(session: string): string {
  return linesOf(session, (line) => line.startsWith('$ '))
    .map((line) => line.slice(2))
    .join('\n');
}

/** The lines that answer. */
export function outputIn(session: string): string {
  return linesOf(session, (line) => !line.startsWith('$ ')).join('\n');
}

function linesOf(session: string, isWanted: (line: string) => boolean): string[] {
  return session.trimEnd().split('\n').filter(isWanted);
}
