import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

/** A registry of one scope to which packages are published; npm asks its usual registry for all others. */
export interface PublishingRegistry {
  /** For `@headwind:registry` of npm's configuration. */
  readonly url: string;
  /** What was published since this was last asked, as `@headwind/bus@0.1.0`, by name. */
  takePublished(): string[];
  close(): Promise<void>;
}

/**
 * What a client sends to publish, and what it is given of a package: https://github.com/npm/registry, `package-metadata.md`.
 * Tarballs come along with the document, in base64.
 */
interface PackageDocument {
  readonly name: string;
  readonly 'dist-tags': Readonly<Record<string, string>>;
  readonly versions: Readonly<Record<string, { readonly dist: { readonly tarball: string } }>>;
  readonly _attachments?: Readonly<Record<string, { readonly data: string }>>;
}

/** Takes and gives packages on a free port of 127.0.0.1. A version that it has, it refuses. */
export async function startPublishingRegistry(): Promise<PublishingRegistry> {
  // A path of its own, so that npm's cache takes nothing for an answer of an earlier registry on the same port.
  const prefix = `/${randomUUID()}/`;
  const documents = new Map<string, PackageDocument>();
  const tarballs = new Map<string, Buffer>();
  const published: string[] = [];

  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(prefix.length);
    if (request.method === 'PUT') take(request, response).catch(() => response.destroy());
    else give(response, tarballs.get(path) ?? documents.get(path));
  }).listen(0, '127.0.0.1');

  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { _attachments = {}, ...sent } = (await json(request)) as PackageDocument;
    const known = documents.get(sent.name);
    for (const [version, { dist }] of Object.entries(sent.versions)) {
      if (known?.versions[version] !== undefined) return void response.writeHead(409).end('{}');
      const path = decodeURIComponent(new URL(dist.tarball).pathname).slice(prefix.length);
      for (const { data } of Object.values(_attachments)) tarballs.set(path, Buffer.from(data, 'base64'));
      published.push(`${sent.name}@${version}`);
    }
    documents.set(sent.name, {
      name: sent.name,
      'dist-tags': { ...known?.['dist-tags'], ...sent['dist-tags'] },
      versions: { ...known?.versions, ...sent.versions },
    });
    response.writeHead(201).end('{}');
  }

  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}${prefix}`,
    takePublished: () => published.splice(0).toSorted(),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

function give(response: ServerResponse, found: Buffer | PackageDocument | undefined): void {
  const type = Buffer.isBuffer(found) ? 'application/octet-stream' : 'application/json';
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': type, 'cache-control': 'no-store' });
  response.end(Buffer.isBuffer(found) ? found : JSON.stringify(found ?? {}));
}
