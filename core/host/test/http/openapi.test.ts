import { Validator } from '@seriousme/openapi-schema-validator';
import { fastify } from 'fastify';
import { describe, expect, it } from 'vitest';
import { Access } from '../../src/http/access.js';
import { HeadwindSignatures } from '../../src/http/headwind-signatures.js';
import { mountRoutes } from '../../src/http/mount-routes.js';
import { openApiDocument } from '../../src/http/openapi/document.js';
import { OPERATIONS } from '../../src/http/openapi/operations.js';
import { PluginRouteTable } from '../../src/http/plugin-route-table.js';
import { ask } from './documented-api.js';
import { RecordingIntake, RecordingLog, runServer, serverConfig } from './running-server.js';
import { SteeredBus } from './steered-bus.js';

/** Every route of the host, but for those that fastify adds for HEAD, and the one behind which plugins answer. */
async function hostRoutes(): Promise<string[]> {
  const routes: string[] = [];
  const app = fastify();
  app.addHook('onRoute', ({ method, url }) => {
    for (const each of Array.isArray(method) ? method : [method]) routes.push(`${each} ${url}`);
  });
  const log = new RecordingLog();
  mountRoutes(app, {
    intake: new RecordingIntake(),
    readiness: { problems: async () => [], troubles: async () => [], configuration: { loadedAt: 0 } },
    log,
    access: new Access(serverConfig()),
    signatures: new HeadwindSignatures(serverConfig().headwind),
    pluginRoutes: new PluginRouteTable(log),
    steering: new SteeredBus().steering,
  });
  await app.ready();
  await app.close();
  return routes.filter((route) => !route.startsWith('HEAD ') && !route.endsWith(' /*'));
}

describe('the OpenAPI document', () => {
  it('is a valid one', async () => {
    const { url } = await runServer();
    const reply = await ask(url, 'GET', '/v1/openapi.json');
    expect(reply.status).toBe(200);
    const document = JSON.parse(await reply.text());
    expect(await new Validator().validate(document)).toMatchObject({ valid: true });
    expect(document.openapi).toBe('3.1.1');
    expect(document.info.version).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('has every route of the host, and no others', async () => {
    const documented = OPERATIONS.map(({ method, path }) => `${method.toUpperCase()} ${anonymous(path)}`);
    const routes = (await hostRoutes()).map((route) => anonymous(route));
    expect(documented.toSorted()).toEqual(routes.toSorted());
  });

  it('gives each operation a name of its own, the role it needs, and the fields of its query', () => {
    const ids = OPERATIONS.map(({ id }) => id);
    expect(ids).toEqual([...new Set(ids)]);
    const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));
    const list = document.paths['/v1/deliveries'].get;
    expect(list.description).toBe('Needs the role `read` or `operate`.');
    expect(list.parameters.map(({ name }: { name: string }) => name)).toEqual([
      'state',
      'channel',
      'event',
      'eventId',
      'namespace',
      'workload',
      'from',
      'to',
      'order',
      'limit',
      'cursor',
    ]);
    expect(document.paths['/v1/headwind'].post.security).toEqual([{ signature: [] }, { token: [] }]);
    expect(document.paths['/healthz'].get.security).toEqual([]);
    expect(document.paths['/v1/reload'].post.security).toEqual([{ token: [] }]);
  });

  it('needs no token', async () => {
    const { url } = await runServer({ server: { tokens: [{ token: 'operating-token', role: 'operate' }] } });
    expect((await ask(url, 'GET', '/v1/openapi.json')).status).toBe(200);
  });
});

/** A path whatever its parameters are called. */
function anonymous(path: string): string {
  return path.replaceAll(/:\w+|\{\w+\}/g, '{}');
}
