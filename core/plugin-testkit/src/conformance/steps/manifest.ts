import { type ConformanceStep, EVERY_KIND } from '../conformance-step.js';

export const manifestStep: ConformanceStep = {
  name: 'package.json has a manifest',
  kinds: EVERY_KIND,
  isGate: true,
  async run(subject) {
    await subject.manifest();
  },
};
