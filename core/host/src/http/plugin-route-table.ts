import { CodedError } from '@headwind/bus/coded-error';
import type { PluginRoute } from '@headwind/plugin-api';
import type { Log } from '../log/log.js';
import { PLUGIN_ROUTE_INVALID } from './http-errors.js';

/** A route of a plugin, and the instance it belongs to. */
export interface MountedRoute {
  readonly instance: string;
  readonly route: PluginRoute;
}

const METHODS: readonly unknown[] = ['GET', 'POST'];
const ACCESSES: readonly unknown[] = [undefined, 'public', 'publish', 'read', 'operate'];

/** What the host itself answers. */
const OWN_PATH = /^\/(?:v1|plugins|healthz|readyz)(?:\/|$)/;

/**
 * What instances answer themselves, under `/plugins/<instance>` and some at the root as well. Instances come and go; a
 * route that cannot be mounted is logged (`PLUGIN_ROUTE_INVALID`) and left out.
 */
export class PluginRouteTable {
  readonly #log: Log;
  readonly #instances = new Map<string, readonly PluginRoute[]>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** In place of what the instance answered before. */
  set(instance: string, routes: readonly PluginRoute[]): void {
    this.remove(instance);
    const good: PluginRoute[] = [];
    for (const route of routes) {
      const isTwice = good.some(({ method, path }) => method === route.method && path === route.path);
      const fault = faultOf(route) ?? (isTwice ? 'it is asked for twice' : undefined);
      if (fault !== undefined) {
        this.#leaveOut(instance, route, fault);
        continue;
      }
      if (route.atRoot === true) this.#warnOfTakenRoot(instance, route);
      good.push(route);
    }
    this.#instances.set(instance, good);
  }

  remove(instance: string): void {
    this.#instances.delete(instance);
  }

  /** At the root, that of the instance that asked first. */
  find(method: string, path: string): MountedRoute | undefined {
    return this.#at(path).find(({ route }) => route.method === method);
  }

  /** The methods that a path answers; none when nothing is there. */
  methods(path: string): readonly string[] {
    return [...new Set(this.#at(path).map(({ route }) => route.method))];
  }

  #at(path: string): MountedRoute[] {
    return [...this.#instances].flatMap(([instance, routes]) =>
      routes.filter((route) => answers(instance, route, path)).map((route) => ({ instance, route })),
    );
  }

  /** Under its own name the route answers all the same. */
  #warnOfTakenRoot(instance: string, { method, path }: PluginRoute): void {
    const taken = this.#at(path).find(({ route }) => route.method === method);
    if (taken === undefined) return;
    const message = `the instance ${taken.instance} answers ${path} already; this one does at /plugins/${instance}${path}`;
    this.#log.warn(message, { instance });
  }

  #leaveOut(instance: string, { method, path }: PluginRoute, fault: string): void {
    const found = `The instance ${instance} asks for the route ${method} ${path}: ${fault}.`;
    const error = new CodedError(PLUGIN_ROUTE_INVALID, found);
    this.#log.error('a plugin route is left out', { instance, error });
  }
}

function answers(instance: string, route: PluginRoute, path: string): boolean {
  return path === `/plugins/${instance}${route.path}` || (route.atRoot === true && path === route.path);
}

function faultOf({ method, path, access, atRoot }: PluginRoute): string | undefined {
  if (!METHODS.includes(method)) return 'expected GET or POST';
  if (!/^\/[^*?#\s]*$/.test(path)) return 'expected a path that starts with a slash, without * ? # or spaces';
  if (!ACCESSES.includes(access)) return 'expected the access public, publish, read or operate';
  if (atRoot === true && OWN_PATH.test(path)) return 'the host itself answers there';
  return undefined;
}
