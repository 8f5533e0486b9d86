import type { RunningHost } from './host-program.js';
import { reachable } from './reachable.js';
import type { Terminal } from './terminal.js';

/** The example of the specification, under "Payload Format". */
const EXAMPLE_PAYLOAD = {
  event: 'update_completed',
  timestamp: '2025-11-06T10:30:00Z',
  deployment: {
    name: 'nginx',
    namespace: 'production',
    currentImage: 'nginx:1.25.0',
    newImage: 'nginx:1.26.0',
    container: 'nginx',
  },
  policy: 'minor',
  requiresApproval: true,
  updateRequestName: 'nginx-update-1-26-0',
};

/**
 * A command that posts the specification's example to the host, ready to be pasted into a shell.
 *
 * @param address where the host listens: `http://127.0.0.1:8080`
 * @param tokenNeeded whether the host asks for a token; it is taken from HEADWIND_TOKEN, and never printed
 */
export function curlExample(address: string, tokenNeeded = false): string {
  const url = new URL('/v1/events', reachable(address));
  return [
    `curl ${url.href}`,
    "-H 'content-type: application/json'",
    ...(tokenNeeded ? ['-H "authorization: Bearer $HEADWIND_TOKEN"'] : []),
    `-d '${JSON.stringify(EXAMPLE_PAYLOAD, undefined, 2)}'`,
  ].join(' \\\n  ');
}

/** Tells a newcomer what to do next, as soon as the last event of the samples has been delivered. */
export function welcomeAfterStory(host: RunningHost, { stdout }: Terminal): void {
  const end = host.observe('welcome', (record) => {
    if (record.type !== 'delivery' || record.state !== 'delivered') return;
    if (record.event.source !== 'samples' || record.event.kind !== 'rollback_completed') return;
    end();
    stdout.write(
      `\nThat was a sample. Now publish an event of your own:\n\n${curlExample(host.url, host.needsToken)}\n`,
    );
  });
}
