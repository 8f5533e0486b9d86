/** What a plugin may leave behind, as Node names it. */
const KINDS = [
  'Timeout',
  'TCPServerWrap',
  'TCPSocketWrap',
  'PipeServerWrap',
  'UDPWrap',
  'FSEvent',
  'ProcessWrap',
  'Worker',
];

/** What is open now and keeps the process alive, and how many of each. */
export function openResources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) {
    const kind = KINDS.find((each) => type.startsWith(each));
    if (kind !== undefined) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
