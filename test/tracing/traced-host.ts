import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { testFolder } from '../support/folder.js';
import type { HostProcess } from '../support/host-process.js';
import { runHost } from '../support/run-host.js';

export const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736';
export const PUBLISHER_SPAN = '00f067aa0ba902b7';

/** A host with one webhook, which tries again at once, and these variables. */
export async function runTracedHost(
  url: string,
  env: Readonly<Record<string, string>>,
  { folder, settings = '' }: { readonly folder?: string; readonly settings?: string } = {},
): Promise<HostProcess> {
  const cwd = folder ?? (await testFolder());
  const config = `retry: { min: 10ms, max: 10ms }, config: { url: "${url}" }`;
  const yaml = `apiVersion: headwind.sh/v1\nplugins: { receiver: { use: webhook, ${config}${settings} } }\n`;
  await writeFile(join(cwd, 'headwind.yaml'), yaml);
  return runHost({ cwd, env });
}

/** The headers of a publisher that is in a trace, sampled unless said otherwise. */
export function inTrace(flags: '00' | '01' = '01', traceId = TRACE_ID): Readonly<Record<string, string>> {
  return { traceparent: `00-${traceId}-${PUBLISHER_SPAN}-${flags}`, tracestate: 'congo=t61rcWkgMzE' };
}

export function named(name: string): typeof EXAMPLE_PAYLOAD {
  return { ...EXAMPLE_PAYLOAD, deployment: { ...EXAMPLE_PAYLOAD.deployment, name } };
}
