import { firstLine } from '@headwind/plugin-loader/first-line';
import { ConformanceFault } from '../conformance-fault.js';
import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';
import { startTrial } from '../trial.js';

export const startStep: ConformanceStep = {
  name: 'an instance starts and stops in time',
  kinds: EVERY_KIND,
  isGate: true,
  starts: true,
  async run(subject) {
    const trial = await startTrial(subject);
    await trial.stop().catch((error: unknown) => {
      throw new ConformanceFault(
        `stop failed: ${firstLine(error)}. Expected it to end within ${subject.limits.settleMs} ms.`,
        'Have stop let go of whatever start and deliver have opened, and wait for nothing that does not come.',
      );
    });
  },
};
