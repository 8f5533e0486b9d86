import { EVENT_KINDS, type HeadwindEvent } from '@headwind/plugin-api';
import { Counter, type Registry } from 'prom-client';

/** The source of what is published over HTTP. */
const API = 'api';

/** Beyond any configuration: should sources ever be more, the rest counts as one. */
const MAX_SOURCES = 100;

const OTHER = 'other';

/** What was published. */
export class EventMetrics {
  readonly #published: Counter<'source' | 'kind'>;
  readonly #sources = new Set<string>();

  constructor(registry: Registry) {
    this.#published = new Counter({
      name: 'headwind_events_published_total',
      help: 'Events that were stored, duplicates left out, by source (api, headwind for the operator, or the name of a source instance) and kind.',
      labelNames: ['source', 'kind'],
      registers: [registry],
    });
    this.#begin(API);
  }

  observe({ source, kind }: HeadwindEvent): void {
    this.#published.inc({ source: this.#bounded(source), kind });
  }

  #bounded(source: string): string {
    if (this.#sources.has(source)) return source;
    const name = this.#sources.size < MAX_SOURCES ? source : OTHER;
    if (!this.#sources.has(name)) this.#begin(name);
    return name;
  }

  #begin(source: string): void {
    this.#sources.add(source);
    for (const kind of EVENT_KINDS) this.#published.inc({ source, kind }, 0);
  }
}
