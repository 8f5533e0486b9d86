import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

export const entryStep: ConformanceStep = {
  name: 'the entry exports the plugin',
  kinds: EVERY_KIND,
  isGate: true,
  async run(subject) {
    await subject.plugin();
  },
};
