import { EVENT_KINDS } from '@headwind/plugin-api';
import { ConformanceFault } from '../conformance-fault.js';
import type { ConformanceStep } from '../conformance-step.js';
import { type DeliveryTrial, resultText } from '../delivery-trial.js';

export const everyKindStep: ConformanceStep = {
  name: 'every kind of event is delivered',
  kinds: ['channel'],
  isGate: true,
  starts: true,
  async run(subject) {
    const { deliveries } = await subject.acceptance();
    const wrong = deliveries.filter(({ result }) => result.type !== 'outcome' || result.outcome.status !== 'delivered');
    const [first] = wrong;
    if (first === undefined) return;
    const others =
      wrong.length === 1 ? '' : `, and likewise for ${wrong.length - 1} more of ${EVENT_KINDS.length} kinds`;
    throw new ConformanceFault(
      `${first.kind}: ${resultText(first.result)}${others}. Expected delivered, as its receiver said yes to every request.`,
      remedyFor(first),
    );
  },
};

function remedyFor({ result, requests }: DeliveryTrial): string {
  if (result.type === 'malformed') return 'Return delivered(), retry(message) or rejected(message).';
  if (requests.length === 0) {
    return 'Deliver every kind, or return delivered(note) for one there is nothing to send for: `headwind-notify test` sends any.';
  }
  return 'Where its provider says yes in a way of its own, give that as `reply` to describePlugin.';
}
