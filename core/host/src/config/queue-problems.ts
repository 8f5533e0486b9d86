import { CONFIG_INVALID } from './config-errors.js';
import { isMapping, valueAt } from './mapping.js';
import { type Problem, problemAt } from './problem.js';
import { QUEUE_TYPES, queueSchema } from './queue-schema.js';
import { type Setting, settingNameAt } from './settings.js';
import type { Source } from './source.js';

type QueueType = (typeof QUEUE_TYPES)[number];

/** The keys that only one of the queues has. */
const OWN_KEYS: Readonly<Record<QueueType, readonly string[]>> = {
  sqlite: ['path'],
  nats: [
    ...['servers', 'name', 'user', 'password', 'token', 'credentials'],
    ...['tls', 'replicas', 'leaseTime', 'deduplicationWindow'],
  ],
};

/** What a host says of itself when it connects: one of these. */
const LOGINS: readonly (readonly string[])[] = [['user', 'password'], ['token'], ['credentials']];

/** Where either is given the other has to be. */
const PAIRS: readonly (readonly [readonly string[], readonly string[]])[] = [
  [['user'], ['password']],
  [
    ['tls', 'cert'],
    ['tls', 'key'],
  ],
];

/** What keys of `queue` do not go together, each of them right by itself. */
export function queueProblems(source: Source, settings: readonly Setting[]): Problem[] {
  const queue = valueAt(source.tree, ['queue']);
  const type = queueSchema.shape.type.safeParse(valueAt(queue, ['type']));
  if (!isMapping(queue) || !type.success) return [];
  const has = (key: readonly string[]) => valueAt(queue, key) !== undefined;
  const problem = (key: readonly string[], message: string): Problem => {
    const path = ['queue', ...key];
    return problemAt(CONFIG_INVALID, path, `\`${path.join('.')}\`: ${message}`, source.locate(path, 'key'));
  };
  if (type.data === 'sqlite') return foreignKeys('sqlite', queue, problem);
  const path = settingNameAt(settings, ['queue', 'path']);
  const flag =
    '`--data`: found a folder for the queue file, but the queue is `type: nats`, which has none; leave it out';
  return [
    ...(path === '--data' ? [problemAt(CONFIG_INVALID, [path], flag)] : []),
    ...(path === undefined ? foreignKeys('nats', queue, problem) : []),
    ...(has(['servers']) ? [] : [problem(['servers'], 'missing; expected the address of a server, or a list of them')]),
    ...loginProblems(has, problem),
    ...PAIRS.flatMap(([one, other]) => [...alone(one, other, has, problem), ...alone(other, one, has, problem)]),
    ...windowProblems(queue, problem),
  ];
}

type Has = (key: readonly string[]) => boolean;
type MakeProblem = (key: readonly string[], message: string) => Problem;

function foreignKeys(type: QueueType, queue: object, problem: MakeProblem): Problem[] {
  return QUEUE_TYPES.filter((other) => other !== type).flatMap((other) =>
    OWN_KEYS[other]
      .filter((key) => Object.hasOwn(queue, key))
      .map((key) =>
        problem([key], `is for \`type: ${other}\`, but the queue is \`type: ${type}\`; remove one of them`),
      ),
  );
}

/** What a second way to say who connects has in excess. */
function loginProblems(has: Has, problem: MakeProblem): Problem[] {
  const given = LOGINS.map((keys) => keys.find((key) => has([key]))).filter((key) => key !== undefined);
  const [first, ...others] = given;
  return others.map((key) =>
    problem([key], `found beside \`queue.${first}\`, expected one of user with password, token, and credentials`),
  );
}

function alone(key: readonly string[], needed: readonly string[], has: Has, problem: MakeProblem): Problem[] {
  if (!has(key) || has(needed)) return [];
  return [problem(key, `found without \`queue.${needed.join('.')}\`, expected both or none`)];
}

/** JetStream knows no event longer than it stores it. */
function windowProblems(queue: object, problem: MakeProblem): Problem[] {
  const { deduplicationWindow, retention } = queueSchema.shape;
  const window = deduplicationWindow.safeParse(valueAt(queue, ['deduplicationWindow']));
  const kept = retention.safeParse(valueAt(queue, ['retention']));
  if (!window.success || !kept.success || window.data <= kept.data) return [];
  const key = valueAt(queue, ['retention']) === undefined ? 'deduplicationWindow' : 'retention';
  return [problem([key], 'expected `deduplicationWindow` to be no longer than `retention`')];
}
