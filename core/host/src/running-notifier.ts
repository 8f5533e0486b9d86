import { CodedError, isCodedError } from '@headwind/bus/coded-error';
import { BUS_STOPPING, EVENT_INVALID, QUEUE_UNAVAILABLE } from '@headwind/bus/errors';
import type { EventDraft, HostStatus, PublishReceipt } from '@headwind/plugin-api';
import { INSTANCE_NAME } from './config/plugin-schema.js';
import type { Notifier, NotifierChannels, NotifierDeliveries, Observe } from './notifier.js';
import { readDeadLetterFilter, readDeadLetterPage, readDeliveryFilter, readPage } from './notifier-filter.js';
import { requireObserver } from './require-observer.js';
import type { RunningHost } from './running-host.js';

/** Who publishes where the program does not say. */
const SOURCE = 'notifier';

const ANOTHER_ONE = 'Create another one on the same queue file; what is stored is there.';

/** A host seen from the program around it. */
export class RunningNotifier implements Notifier {
  readonly deliveries: NotifierDeliveries;
  readonly channels: NotifierChannels;
  readonly #host: RunningHost;
  #isStopping = false;

  /** @param host is started */
  constructor(host: RunningHost) {
    this.#host = host;
    const { deliveries, channels } = host.steering;
    this.deliveries = {
      list: (filter, page) => this.#asked(async () => deliveries.list(readDeliveryFilter(filter), readPage(page))),
      find: (id) => this.#asked(() => deliveries.find(id)),
      replay: (id) => this.#asked(() => deliveries.replay(id)),
      discard: (id) => this.#asked(() => deliveries.discard(id)),
      replayDeadLetters: (filter, page) =>
        this.#asked(async () => deliveries.replayDeadLetters(readDeadLetterFilter(filter), readDeadLetterPage(page))),
    };
    this.channels = {
      find: (name) => this.#asked(() => channels.find(name)),
      pause: (name) => this.#asked(() => channels.pause(name)),
      resume: (name) => this.#asked(() => channels.resume(name)),
    };
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
    requireObserver(name, observe);
    return this.#host.observe(name, observe);
  }

  status(): Promise<HostStatus> {
    return this.#asked(() => this.#host.status());
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

  /** Answers for as long as the queue is open, which is some time after `stop` is called. */
  async #asked<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!this.#isStopping || !isCodedError(error) || error.code !== QUEUE_UNAVAILABLE.code) throw error;
      throw new CodedError(BUS_STOPPING, 'The notifier has stopped.', { remedy: ANOTHER_ONE, cause: error });
    }
  }
}

/** `Array.isArray` does not tell a list that is only to be read. */
function isList(events: EventDraft | readonly EventDraft[]): events is readonly EventDraft[] {
  return Array.isArray(events);
}
