/** The folder of the queue file, relative to the working directory, unless HEADWIND_DATA or `queue.path` says otherwise. */
export const DEFAULT_DATA_FOLDER = './data';

export const QUEUE_FILE_NAME = 'queue.db';

/** Every default of the configuration, once, as the file would write it; `docs/reference/configuration.md` lists them. */
export const DEFAULTS = {
  server: { listen: '127.0.0.1:8080', allowUnauthenticated: false, bodyLimit: '1MiB', stopTimeout: '10s' },
  token: { role: 'publish' },
  headwind: { scheme: 'hmac' },
  queue: {
    type: 'sqlite',
    path: `${DEFAULT_DATA_FOLDER}/${QUEUE_FILE_NAME}`,
    name: 'headwind',
    replicas: 1,
    leaseTime: '30s',
    deduplicationWindow: '2m',
    maxPending: 1_000_000,
    retention: '72h',
  },
  network: { allow: [], deny: [] },
  log: { level: 'info' },
  plugin: { concurrency: 16, timeout: '30s', startTimeout: '10s', isolation: 'none' },
  isolation: { type: 'worker', memory: '256MiB' },
  retry: { for: '24h', min: '1s', max: '5m' },
  rateLimit: { burst: 1 },
} as const;

/** Read in the working directory when no configuration file is named. */
export const DEFAULT_CONFIG_FILE = 'headwind.yaml';

/** Of a webhook made from the environment: the specification's figures, under "Generic Webhook Integration". */
export const ENVIRONMENT_WEBHOOK = { timeoutSeconds: 10, maxRetries: 3 } as const;
