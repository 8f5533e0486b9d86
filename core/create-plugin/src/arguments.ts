import { parseArgs } from 'node:util';
import { Refusal } from './refusal.js';

export const USAGE = `Usage: npm create @headwind/plugin [folder] -- [flags]

Writes a plugin for Headwind Notifications that builds, lints and tests green at once. Asks for what no flag says.

  --name <name>   what it is called: team-chat, or @acme/team-chat
  --kind <kind>   channel (delivers events), observer (watches them) or source (publishes them)
  --yes           asks nothing: the kind is channel and the name the folder's, unless flags say otherwise
  --help          prints this

The folder is named after the package unless it is given, and must be empty or not there.
Exit codes: 0 written, 1 it could not be written, 2 wrong usage.`;

/** What the command line says. */
export interface Arguments {
  readonly folder?: string;
  readonly name?: string;
  readonly kind?: string;
  readonly yes: boolean;
  readonly help: boolean;
}

/** @throws Refusal where a flag is unknown or there are too many folders */
export function argumentsOf(args: readonly string[]): Arguments {
  const { values, positionals } = parsed(args);
  const [folder, another] = positionals;
  if (another !== undefined) throw new Refusal(`Found two folders, "${folder}" and "${another}"; expected one.`);
  const { name, kind, yes = false, help = false } = values;
  return {
    yes,
    help,
    ...(folder !== undefined && { folder }),
    ...(name !== undefined && { name }),
    ...(kind !== undefined && { kind }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        name: { type: 'string' },
        kind: { type: 'string' },
        yes: { type: 'boolean', short: 'y' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new Refusal(`${error instanceof Error ? error.message : String(error)}. --help lists the flags.`);
  }
}
