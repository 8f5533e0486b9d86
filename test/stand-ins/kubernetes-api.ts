import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import { type Certificate, certificate } from './kubernetes-api-certificate.js';
import { KubernetesLists } from './kubernetes-api-lists.js';
import { type KubernetesRequest, readRequest } from './kubernetes-api-request.js';
import { forbidden, type KubernetesStatus, statusOf, UNAUTHORIZED } from './kubernetes-api-status.js';
import { KubernetesStore } from './kubernetes-api-store.js';
import { KubernetesWatches } from './kubernetes-api-watches.js';
import { Waiters } from './waiters.js';

/** What a request may not do: any namespace where it is left out. */
export interface Forbidden {
  readonly verb: 'list' | 'watch';
  readonly plural: string;
  readonly namespace?: string;
}

/** A request as it came. */
export interface SeenRequest {
  readonly method: string;
  readonly verb: 'list' | 'watch';
  readonly plural: string;
  readonly namespace: string | undefined;
  readonly query: Readonly<Record<string, string>>;
}

/**
 * The API server of a cluster, as far as it lists and watches update requests and workloads: over TLS, with a certificate
 * of its own, for whoever has its token.
 */
export class KubernetesApi {
  /** Outlives a restart; put another in its place, and the cluster was restored from a backup. */
  store = new KubernetesStore();
  token = 'a-service-account-token';
  forbidden: readonly Forbidden[] = [];
  /** Whether the custom resource of the operator is installed. */
  hasUpdateRequests = true;
  /** How long a page of a list takes. Milliseconds. */
  pageMs = 0;
  /** Says that a version is too old by an event in the stream of a watch, not by the status of its answer. */
  goneInStream = false;
  /** All that every watch says before it ends. */
  watchesSay: string | undefined;
  /** Takes every request, and answers none. */
  hangs = false;
  /** Answers every request with this status. */
  failsWith: number | undefined;
  /** Everything that came with the right token, oldest first. */
  readonly requests: SeenRequest[] = [];
  watches = new KubernetesWatches(this.store);
  readonly #certificate: Certificate;
  readonly #waiters = new Waiters();
  #lists = new KubernetesLists(this.store);
  #server: Server | undefined;
  #port = 0;

  private constructor(made: Certificate) {
    this.#certificate = made;
  }

  static async start(): Promise<KubernetesApi> {
    const api = new KubernetesApi(await certificate());
    await api.listen();
    return api;
  }

  /** `https://127.0.0.1:<port>`, the same after a restart. */
  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  /** The certificate to trust, as PEM. */
  get authority(): string {
    return this.#certificate.cert;
  }

  /**
   * A kubeconfig file for it.
   *
   * @param user how it is let in
   */
  kubeconfig({
    token = this.token,
    authority = this.authority,
    server = this.url,
    user = { token } as object,
  } = {}): string {
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [
        {
          name: 'cluster',
          cluster: {
            server,
            'certificate-authority-data': Buffer.from(authority).toString('base64'),
          },
        },
      ],
      users: [{ name: 'notify', user }],
      contexts: [{ name: 'test', context: { cluster: 'cluster', user: 'notify' } }],
      'current-context': 'test',
    });
  }

  /** Listens; again on the same port after `close`. Watches and lists under way are forgotten, objects are not. */
  async listen(): Promise<void> {
    this.watches = new KubernetesWatches(this.store);
    this.#lists = new KubernetesLists(this.store);
    const server = createServer({ ...this.#certificate }, (request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the API server has no port');
    this.#port = address.port;
    this.#server = server;
  }

  /** Cuts every connection and stops listening. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined) return;
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  }

  /** Resolves once it is so, looked at after every request. */
  waitUntil(isSo: () => boolean): Promise<void> {
    return this.#waiters.until(isSo);
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url = '', headers } = request;
    const asked = readRequest(url);
    if (headers.authorization !== `Bearer ${this.token}`) return refuse(response, UNAUTHORIZED);
    if (asked !== undefined) this.#note(method, asked);
    const refusal = this.#refusal(method, asked);
    if (this.hangs) return;
    if (asked === undefined || (asked.plural === 'updaterequests' && !this.hasUpdateRequests)) {
      response.writeHead(404, { 'content-type': 'text/plain; charset=utf-8' }).end('404 page not found\n');
    } else if (refusal !== undefined) {
      refuse(response, refusal);
    } else if (asked.verb === 'list') {
      await wait(this.pageMs);
      const page = this.#lists.page(asked);
      if ('code' in page) refuse(response, page as KubernetesStatus);
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(page));
    } else if (this.watchesSay !== undefined) {
      response.writeHead(200, { 'content-type': 'application/json' }).end(this.watchesSay);
    } else {
      const inPlace = this.watches.open(asked, response, this.goneInStream);
      if (inPlace !== undefined) refuse(response, inPlace);
    }
    this.#waiters.look();
  }

  #note(method: string, { verb, plural, namespace, query }: KubernetesRequest): void {
    this.requests.push({ method, verb, plural, namespace, query: Object.fromEntries(query) });
    this.#waiters.look();
  }

  #refusal(method: string, asked: KubernetesRequest | undefined): KubernetesStatus | undefined {
    if (this.failsWith !== undefined) return statusOf(this.failsWith, 'InternalError', 'etcdserver: leader changed');
    if (method !== 'GET') return statusOf(405, 'MethodNotAllowed', 'the server does not allow this method');
    if (asked === undefined) return undefined;
    const { verb, plural, namespace, group } = asked;
    const isForbidden = this.forbidden.some(
      (rule) =>
        rule.verb === verb && rule.plural === plural && (rule.namespace === undefined || rule.namespace === namespace),
    );
    return isForbidden ? forbidden(verb, plural, group, namespace) : undefined;
  }
}

function refuse(response: ServerResponse, status: KubernetesStatus): void {
  response.writeHead(status.code, { 'content-type': 'application/json' }).end(JSON.stringify(status));
}
