import type { EventKind, PluginLog } from '@headwind/plugin-api';
import { MOST_OVERRUNS } from './limits.js';
import type { Template } from './templates-by-kind.js';

/*
 *              gave a text, or failed otherwise
 *                ┌───┐
 *                ▼   │
 *   used ───────────────── took too long, 10 times in a row ──▶ given up
 *
 * A template that is given up is not used again until the host restarts: every event would wait for it, on every channel.
 */

/** One template for one kind of event, whose failures are told in the log of its instance. */
export class GuardedTemplate {
  readonly #template: Template;
  readonly #kind: EventKind;
  readonly #field: string;
  readonly #log: PluginLog;
  #failures = 0;
  #overruns = 0;

  /** @param field for the log: `title`, `facts.Team` */
  constructor(template: Template, kind: EventKind, field: string, log: PluginLog) {
    this.#template = template;
    this.#kind = kind;
    this.#field = field;
    this.#log = log;
  }

  /** What the template gives; undefined where it fails or is given up. */
  render(values: object): string | undefined {
    if (this.#overruns === MOST_OVERRUNS) return undefined;
    const rendered = this.#template.render(values);
    this.#overruns = 'failure' in rendered && rendered.tookTooLong ? this.#overruns + 1 : 0;
    if ('text' in rendered) return rendered.text;
    this.#tell(rendered.failure);
    return undefined;
  }

  /** Tells the first failure, the 10th, the 100th and so on: one that fails at every event does not flood the log. */
  #tell(reason: string): void {
    this.#failures += 1;
    const fields = { kind: this.#kind, field: this.#field, reason, failures: this.#failures };
    if (this.#overruns === MOST_OVERRUNS) {
      this.#log.warn('a template took too long too often; the default stands in its place until a restart', fields);
    } else if (/^10*$/.test(String(this.#failures))) {
      this.#log.warn('a template failed; the default stands in its place', fields);
    }
  }
}
