import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type ServerResponse } from 'node:http';
import { basename } from 'node:path';
import type { Tarball } from './tarballs.js';

/** Has the packages of one scope; npm asks its usual registry for all others. */
export interface ScopeRegistry {
  /** For `@headwind:registry` of npm's configuration. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Gives npm these tarballs as a registry would: on a free port of 127.0.0.1, the document of a package with its only
 * version, and the tarball it names.
 */
export async function startScopeRegistry(tarballs: readonly Tarball[]): Promise<ScopeRegistry> {
  // A path of its own, so that npm's cache takes nothing for an answer of an earlier registry on the same port.
  const prefix = `/${randomUUID()}/`;
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(prefix.length);
    const packed = tarballs.find(({ manifest }) => manifest.name === path);
    const file = tarballs.find((each) => basename(each.path) === path);
    if (packed !== undefined) giveDocument(response, packed, `${url}${basename(packed.path)}`);
    else if (file !== undefined) giveFile(response, file.path).catch(() => response.destroy());
    else response.writeHead(404).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const url = `http://127.0.0.1:${port}${prefix}`;
  return {
    url,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function giveDocument(response: ServerResponse, { manifest, integrity }: Tarball, tarball: string): void {
  const { name, version } = manifest;
  const versions = { [version]: { ...manifest, dist: { tarball, integrity } } };
  response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify({ name, 'dist-tags': { latest: version }, versions }));
}

async function giveFile(response: ServerResponse, path: string): Promise<void> {
  const content = await readFile(path);
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'cache-control': 'no-store' }).end(content);
}
