import { nearestName } from '@headwind/bus/nearest-name';
import { CHANNEL_VARIABLES } from './channel-variables.js';
import { foundWord } from './found.js';
import { HOST_VARIABLES } from './settings.js';

const PREFIX = 'HEADWIND_';

/** The variables that this program and the operator read and that say nothing of what channels there are. */
const OTHER_VARIABLES = [
  'HEADWIND_CONFIG',
  'HEADWIND_OPERATOR_CONFIG',
  'HEADWIND_PLUGINS',
  'HEADWIND_URL',
  'HEADWIND_DEBUG',
  'HEADWIND_UI_URL',
  'HEADWIND_API_URL',
];

const OWN_VARIABLES: readonly string[] = [...HOST_VARIABLES, ...OTHER_VARIABLES];

/** More letters than so many make it another name, of another program. */
const MOST_MISSPELT = 2;

/**
 * What Kubernetes sets for each service of the namespace (its documentation, Service, Discovering services):
 * `HEADWIND_SERVICE_HOST`, `HEADWIND_SERVICE_PORT_HTTP`, `HEADWIND_PORT`, `HEADWIND_PORT_8080_TCP_ADDR`.
 */
const OF_A_SERVICE = /_SERVICE_HOST$|_SERVICE_PORT(_\w+)?$|_PORT$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;

export interface VariablesRead {
  /** Those that references name. */
  readonly referred: readonly string[];
  /** Whether the specification's variables make channels. */
  readonly makeChannels: boolean;
}

/**
 * A sentence for each variable that is most likely misspelt: any that begins with HEADWIND_, and of those that make channels
 * near misses, for other programs have variables of these beginnings as well.
 */
export function unknownVariables(env: NodeJS.ProcessEnv, { referred, makeChannels }: VariablesRead): string[] {
  const isSet = (name: string): boolean => (env[name] ?? '') !== '';
  const known = [...OWN_VARIABLES, ...CHANNEL_VARIABLES, ...referred];
  const unknown = Object.keys(env)
    .filter((name) => isSet(name) && !known.includes(name) && !OF_A_SERVICE.test(name))
    .toSorted();
  return unknown.flatMap((name) => {
    if (name.startsWith(PREFIX)) return [warning(name, nearestOwn(name))];
    const nearest = makeChannels ? nearestName(name, CHANNEL_VARIABLES, MOST_MISSPELT) : undefined;
    // Beside the right one it is a variable of somebody else's.
    return nearest === undefined || isSet(nearest) ? [] : [warning(name, nearest)];
  });
}

/** By what differs: the beginning that all have would make them all alike. */
function nearestOwn(name: string): string | undefined {
  const nearest = nearestName(
    name.slice(PREFIX.length),
    OWN_VARIABLES.map((each) => each.slice(PREFIX.length)),
  );
  return nearest && `${PREFIX}${nearest}`;
}

function warning(name: string, nearest: string | undefined): string {
  const hint =
    nearest === undefined ? 'docs/reference/configuration.md has every variable' : `did you mean ${nearest}?`;
  return `unknown variable ${foundWord(name)}, which has no effect; ${hint}`;
}
