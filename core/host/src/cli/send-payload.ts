import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { messageOf } from '@headwind/bus/coded-error';
import { UsageError } from './report-error.js';
import type { Terminal } from './terminal.js';

/** The flags that make up one event. */
export interface EventFlags {
  readonly event?: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly currentImage?: string;
  readonly newImage?: string;
  readonly kind?: string;
  readonly container?: string;
  readonly policy?: string;
  readonly requiresApproval?: boolean;
  readonly updateRequest?: string;
  readonly approvedBy?: string;
  readonly rejectedBy?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly id?: string;
}

const REQUIRED = {
  event: '--event',
  namespace: '--namespace',
  name: '--name',
  currentImage: '--current-image',
  newImage: '--new-image',
} as const;

/** The event that the flags describe, as JSON; the host checks the rest. */
export function payloadFromFlags(flags: EventFlags): string {
  const missing = Object.entries(REQUIRED).flatMap(([name, flag]) => (isGiven(flags, name) ? [] : [flag]));
  if (missing.length > 0) throw new UsageError(`missing ${missing.join(', ')}; give them, or --file FILE`);
  return JSON.stringify({
    id: flags.id,
    event: flags.event,
    timestamp: new Date().toISOString(),
    deployment: {
      name: flags.name,
      namespace: flags.namespace,
      currentImage: flags.currentImage,
      newImage: flags.newImage,
      container: flags.container,
      resourceKind: flags.kind,
    },
    policy: flags.policy,
    requiresApproval: flags.requiresApproval,
    approvedBy: flags.approvedBy,
    rejectedBy: flags.rejectedBy,
    rejectionReason: flags.reason,
    errorMessage: flags.error,
    updateRequestName: flags.updateRequest,
  });
}

/** What the file holds, or standard input for `-`: JSON, the host checks the rest. */
export async function payloadFromFile(file: string, flags: EventFlags, terminal: Terminal): Promise<string> {
  if (Object.keys(flags).length > 0) throw new UsageError('--file holds the whole event; give it alone or the flags');
  const name = file === '-' ? 'standard input' : file;
  const content = await read(file, name, terminal);
  try {
    JSON.parse(content);
  } catch (error) {
    throw new UsageError(`${name} is not JSON: ${messageOf(error)}`);
  }
  return content;
}

async function read(file: string, name: string, { stdin, cwd }: Terminal): Promise<string> {
  try {
    const content = file === '-' ? await text(stdin) : await readFile(resolve(cwd, file), 'utf8');
    return content.replace(/^\uFEFF/, '');
  } catch (error) {
    throw new UsageError(`cannot read ${name}: ${messageOf(error)}`);
  }
}

function isGiven(flags: EventFlags, name: string): boolean {
  return Object.entries(flags).some(([given, value]) => given === name && value !== undefined);
}
