import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { onTestFinished, vi } from 'vitest';
import { z } from 'zod';

/** What of OTLP in JSON the tests look at (https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding). */
const value = z.looseObject({
  stringValue: z.string().optional(),
  intValue: z.union([z.number(), z.string()]).optional(),
});
const attributes = z
  .array(z.object({ key: z.string(), value }))
  .transform((list) =>
    Object.fromEntries(list.map(({ key, value: { stringValue, intValue } }) => [key, stringValue ?? Number(intValue)])),
  );
const span = z.object({
  name: z.string(),
  /** 4 is a producer, 5 a consumer. */
  kind: z.number(),
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  traceState: z.string().optional(),
  attributes,
  /** The code 2 is an error. */
  status: z.object({ code: z.number(), message: z.string().optional() }),
});
const request = z.object({
  resourceSpans: z.array(
    z.object({ resource: z.object({ attributes }), scopeSpans: z.array(z.object({ spans: z.array(span) })) }),
  ),
});

export type CollectedSpan = z.output<typeof span>;

/** A collector that takes OTLP over HTTP, in JSON. */
export class Collector {
  readonly #receiver: Receiver;

  constructor(receiver: Receiver) {
    this.#receiver = receiver;
  }

  /** Variables with which a process sends its spans here, each soon after it ends. */
  get env(): Readonly<Record<string, string>> {
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: this.#receiver.url,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '20',
    };
  }

  /** Everything it got, as it came. */
  get texts(): readonly string[] {
    return this.#receiver.requests.map(({ rawBody }) => rawBody.toString());
  }

  /** In the order in which they came. */
  get spans(): readonly CollectedSpan[] {
    return this.#resourceSpans().flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
  }

  /** What each batch says of the process that sent it. */
  get resources(): readonly Readonly<Record<string, unknown>>[] {
    return this.#resourceSpans().map(({ resource }) => resource.attributes);
  }

  /** Resolves with the spans of a name once there are so many. */
  spansNamed(name: string, count: number): Promise<readonly CollectedSpan[]> {
    return vi.waitFor(
      () => {
        const named = this.spans.filter((each) => each.name === name);
        if (named.length < count) throw new Error(`${named.length} of ${count} spans "${name}" came`);
        return named;
      },
      { timeout: 15_000 },
    );
  }

  #resourceSpans() {
    return this.texts.flatMap((text) => request.parse(JSON.parse(text)).resourceSpans);
  }
}

/** A collector of the running test's own, gone when it ends. */
export async function testCollector(): Promise<Collector> {
  const receiver = await startReceiver();
  onTestFinished(() => receiver.close());
  return new Collector(receiver);
}
