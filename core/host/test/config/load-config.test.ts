import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load-config.js';
import { formatProblems } from '../../src/config/problem-report.js';
import { configFolder, HEAD, loadText, right, told } from './config-folder.js';

describe('the configuration file', () => {
  it('is `--config`, else HEADWIND_CONFIG, else headwind.yaml in the working directory', async () => {
    const text = (name: string) => `${HEAD}plugins: { ${name}: { use: console } }\n`;
    const cwd = await configFolder({ 'a.yaml': text('a'), 'b.yaml': text('b'), 'headwind.yaml': text('c') });
    const load = async (file: string | undefined, env: NodeJS.ProcessEnv) => {
      const { origin, plugins } = right(await loadConfig({ file, env, cwd }));
      return [origin, plugins[0]?.name];
    };
    const origin = (name: string) => ({ type: 'file', path: join(cwd, name) });
    expect(await load('a.yaml', { HEADWIND_CONFIG: 'b.yaml' })).toEqual([origin('a.yaml'), 'a']);
    expect(await load(undefined, { HEADWIND_CONFIG: 'b.yaml' })).toEqual([origin('b.yaml'), 'b']);
    expect(await load(undefined, { HEADWIND_CONFIG: '' })).toEqual([origin('headwind.yaml'), 'c']);
  });

  it('that is named but missing is a problem that says by whom and where', async () => {
    const cwd = await configFolder();
    expect(told(await loadConfig({ file: 'no.yaml', env: {}, cwd }))).toEqual([
      `--config CONFIG_NOT_FOUND configuration file ${join(cwd, 'no.yaml')}: there is no such file`,
    ]);
    expect(told(await loadConfig({ env: { HEADWIND_CONFIG: '.' }, cwd }))).toEqual([
      `HEADWIND_CONFIG CONFIG_NOT_FOUND configuration file ${cwd}: it cannot be read (EISDIR)`,
    ]);
  });

  it('in full becomes a complete configuration', async () => {
    const text = `${HEAD}
server: { listen: "[::1]:9090", tokens: [first-token, { token: second-token, role: operate }, { token: third }], headwind: { secrets: [operator-secret, former], scheme: legacy }, bodyLimit: 512KiB, stopTimeout: 0s }
queue: { type: sqlite, path: data/q.db, maxPending: 10, retention: 3d }
network: { allow: [169.254.1.1, 10.0.0.0/8], deny: ["*.example.com"] }
log: { level: debug, levels: { oncall: warn } }
plugins:
  oncall:
    use: ./plugins/oncall
    when:
      events: [update_failed, "rollback_*"]
      namespaces: [production]
      workloads: ["api-*"]
      kinds: [Deployment]
      policies: [major]
      minSeverity: warning
    retry: { for: 1h, min: 500ms, max: 10m, maxRetries: 0 }
    concurrency: 4
    timeout: 5s
    rateLimit: { perSecond: 0.5, burst: 3 }
    startTimeout: 1m
    config: { url: "https://example.com", nested: [1, null] }
`;
    const loaded = await loadText(text);
    expect(right(loaded)).toEqual({
      origin: { type: 'file', path: join(loaded.folder, 'headwind.yaml') },
      listens: true,
      server: {
        listen: { host: '::1', port: 9090 },
        tokens: [
          { token: 'first-token', role: 'publish' },
          { token: 'second-token', role: 'operate' },
          { token: 'third', role: 'publish' },
        ],
        headwind: { secrets: ['operator-secret', 'former'], scheme: 'legacy' },
        allowUnauthenticated: false,
        bodyLimitBytes: 524_288,
        stopTimeoutMs: 0,
      },
      queue: { type: 'sqlite', path: join(loaded.folder, 'data/q.db'), maxPending: 10, retentionMs: 259_200_000 },
      network: { allow: ['169.254.1.1', '10.0.0.0/8'], deny: ['*.example.com'] },
      log: { level: 'debug', levels: { oncall: 'warn' } },
      plugins: [
        {
          name: 'oncall',
          use: './plugins/oncall',
          when: {
            events: ['update_failed', 'rollback_*'],
            namespaces: ['production'],
            workloads: ['api-*'],
            kinds: ['Deployment'],
            policies: ['major'],
            minSeverity: 'warning',
          },
          lane: {
            concurrency: 4,
            timeoutMs: 5000,
            rateLimit: { perSecond: 0.5, burst: 3 },
            retry: { forMs: 3_600_000, minMs: 500, maxMs: 600_000, maxRetries: 0 },
          },
          startTimeoutMs: 60_000,
          isolation: { type: 'none' },
          config: { url: 'https://example.com', nested: [1, null] },
        },
      ],
    });
    expect(loaded.secrets).toEqual(['operator-secret', 'second-token', 'first-token', 'former', 'third']);
  });

  it('may leave out everything but its version; keys without a value count as left out', async () => {
    const sparse = right(
      await loadText(`${HEAD}server:\nqueue: { path: }\nplugins:\n  a: { use: console, config: }\n`),
    );
    expect(sparse.server).toEqual({
      listen: { host: '127.0.0.1', port: 8080 },
      tokens: [],
      headwind: { secrets: [], scheme: 'hmac' },
      allowUnauthenticated: false,
      bodyLimitBytes: 1_048_576,
      stopTimeoutMs: 10_000,
    });
    expect(sparse.queue).toMatchObject({ type: 'sqlite', maxPending: 1_000_000, retentionMs: 259_200_000 });
    expect(sparse.log).toEqual({ level: 'info', levels: {} });
    expect(sparse.plugins).toEqual([
      {
        name: 'a',
        use: 'console',
        when: {},
        lane: {
          concurrency: 16,
          timeoutMs: 30_000,
          retry: { forMs: 86_400_000, minMs: 1000, maxMs: 300_000 },
        },
        startTimeoutMs: 10_000,
        isolation: { type: 'none' },
        config: {},
      },
    ]);
    expect(right(await loadText(HEAD)).plugins).toEqual([]);
  });

  it('with five different mistakes gets all five reported at once, each at its line', async () => {
    const file = resolve(import.meta.dirname, '../fixtures/config/five-mistakes.yaml');
    const loaded = await loadConfig({ file, env: {}, cwd: '/' });
    expect(loaded.config).toBeUndefined();
    expect(loaded.problems.map(({ code, position }) => [position?.line, position?.column, code])).toEqual([
      [4, 11, 'LISTEN_UNAUTHENTICATED'],
      [6, 15, 'CONFIG_INVALID'],
      [11, 31, 'CONFIG_INVALID'],
      [13, 7, 'CONFIG_INVALID'],
      [15, 12, 'REFERENCE_UNRESOLVED'],
    ]);
    const report = formatProblems(loaded.problems).split('\n');
    expect(report[1]).toBe(
      `${file}:6:15  CONFIG_INVALID  \`queue.maxPending\`: found "many", expected a whole number from 1 to 1000000000`,
    );
    expect(report[2]).toMatch(/found "rolback_\*", expected a kind of event .*; did you mean `rollback_\*`\?$/);
    expect(report[3]).toContain('unknown key `fr` in `plugins.hook.retry`; did you mean `for`?');
    expect(report.at(-1)).toBe('5 problems');
  });

  it('that is wrong still names the instances whose plugins can be checked, with every place of it', async () => {
    const text = `${HEAD}log: { level: loud }\nplugins:\n  a: { use: webhook, timeout: 5, config: { x: 1 } }\n  b: { timeout: 5s }\n`;
    const { config, checkable, locate } = await loadText(text);
    expect(config).toBeUndefined();
    expect(checkable.map(({ name, use, config }) => ({ name, use, config }))).toEqual([
      { name: 'a', use: 'webhook', config: { x: 1 } },
    ]);
    expect(locate(['plugins', 'a', 'config', 'x'])?.line).toBe(4);
  });
});

describe('listening beyond loopback', () => {
  const server = (rest: string) => `${HEAD}server:\n  listen: ":8080"\n${rest}`;

  it('without a token is a problem that says both ways out', async () => {
    const [problem, ...others] = told(await loadText(server('')));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^3:11 LISTEN_UNAUTHENTICATED `server.listen`: found ":8080"/);
    expect(problem).toContain('`server.tokens` or HEADWIND_TOKEN');
    expect(problem).toContain('`server.allowUnauthenticated: true`');
  });

  it.each([
    ['a token in the file', '  tokens: [first-token]\n', {}],
    ['a token in the environment', '', { HEADWIND_TOKEN: 'first-token' }],
    ['a token of another role in the environment', '', { HEADWIND_OPERATE_TOKEN: 'first-token' }],
    ['the permission in so many words', '  allowUnauthenticated: true\n', {}],
  ])('is accepted with %s', async (_name, rest, env) => {
    expect(right(await loadText(server(rest), { env })).server.listen).toEqual({ host: '::', port: 8080 });
  });

  it.each([
    ['an empty list of tokens, although the environment has one', '  tokens: []\n', { HEADWIND_TOKEN: 'first-token' }],
    ['the permission denied', '  allowUnauthenticated: false\n', {}],
  ])('is refused with %s', async (_name, rest, env) => {
    expect(told(await loadText(server(rest), { env }))).toEqual([expect.stringContaining('LISTEN_UNAUTHENTICATED')]);
  });

  it.each([
    ['a flag', '--listen', { flags: { listen: '0.0.0.0:80' } }],
    ['a variable', 'HEADWIND_LISTEN', { env: { HEADWIND_LISTEN: '0.0.0.0:80' } }],
  ])('is a problem of %s that asks for it', async (_name, name, options) => {
    expect(told(await loadText(HEAD, options))).toEqual([
      expect.stringMatching(`^${name} LISTEN_UNAUTHENTICATED \`${name}\`: found "0.0.0.0:80"`),
    ]);
  });
});
