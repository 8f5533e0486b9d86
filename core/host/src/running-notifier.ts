import { CodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING, EVENT_INVALID } from '@headwind/bus/errors';
import type { EventDraft, HostStatus, PublishReceipt } from '@headwind/plugin-api';
import { INSTANCE_NAME } from './config/plugin-schema.js';
import type { Notifier, NotifierChannels, NotifierDeliveries, Observe } from './notifier.js';
import type { RunningHost } from './running-host.js';

/** Who publishes where the program does not say. */
const SOURCE = 'notifier';

/** A host seen from the program around it. */
export class RunningNotifier implements Notifier {
  readonly deliveries: NotifierDeliveries;
  readonly channels: NotifierChannels;
  readonly #host: RunningHost;
  #isStopping = false;

  /** @param host is started */
  constructor(host: RunningHost) {
    this.#host = host;
    this.deliveries = host.steering.deliveries;
    this.channels = host.steering.channels;
  }

  get url(): string | undefined {
    return this.#host.url || undefined;
  }

  publish(event: EventDraft, source?: string): Promise<PublishReceipt>;
  publish(events: readonly EventDraft[], source?: string): Promise<readonly PublishReceipt[]>;
  async publish(
    events: EventDraft | readonly EventDraft[],
    source = SOURCE,
  ): Promise<PublishReceipt | readonly PublishReceipt[]> {
    if (this.#isStopping) throw new CodedError(BUS_STOPPING, 'The notifier is stopping, or has stopped.');
    if (!INSTANCE_NAME.test(source)) {
      throw new CodedError(
        EVENT_INVALID,
        'The source is no name; expected 1 to 63 lower-case letters, digits and dashes.',
      );
    }
    if (isList(events)) return this.#host.publish(events, source);
    const [receipt] = await this.#host.publish([events], source);
    if (receipt === undefined) throw new Error('the bus gave no receipt');
    return receipt;
  }

  observe(name: string, observe: Observe): () => void {
    return this.#host.observe(name, observe);
  }

  status(): Promise<HostStatus> {
    return this.#host.status();
  }

  get brokenDown(): Promise<Error> {
    return this.#host.brokenDown;
  }

  stop(): Promise<void> {
    this.#isStopping = true;
    return this.#host.stop();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/** `Array.isArray` does not tell a list that is only to be read. */
function isList(events: EventDraft | readonly EventDraft[]): events is readonly EventDraft[] {
  return Array.isArray(events);
}
