import { createRequire } from 'node:module';

// Its ES module does not load in Node; this is the same in one CommonJS file.
const { AdaptiveCard, SerializationContext }: typeof import('adaptivecards') = createRequire(import.meta.url)(
  'adaptivecards/dist/adaptivecards.js',
);

/** What Microsoft's own library finds wrong with a card: unknown types and values, missing properties. */
export function faultsOf(card: unknown): readonly string[] {
  const context = new SerializationContext();
  const parsed = new AdaptiveCard();
  parsed.parse(card, context);
  const events = Array.from({ length: context.eventCount }, (_, index) => context.getEventAt(index).message);
  return [...events, ...parsed.validateProperties().validationEvents.map(({ message }) => message)];
}
