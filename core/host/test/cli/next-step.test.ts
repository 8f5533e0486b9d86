import { delivered, rejected, retry } from '@headwind/plugin-api';
import { describe, expect, it } from 'vitest';
import { nextStep } from '../../src/cli/next-step.js';

const RETRY = { forMs: 86_400_000, minMs: 1_000, maxMs: 300_000 };

describe('what a host would do after a first attempt', () => {
  it.each([
    ['delivered', delivered(), undefined],
    ['rejected', rejected('no'), 'A host would not try again: the delivery would be a dead letter.'],
    [
      'rejected for good',
      rejected('gone', { disableChannel: true }),
      'A host would not try again: the delivery would be a dead letter, and the channel would be disabled until it is resumed or the host restarts.',
    ],
    ['a retry', retry('down'), 'A host would try again within 1 s.'],
    [
      'a retry with a hint',
      retry('down', { afterMs: 90_000 }),
      'A host would try again after 1.5 min, as the provider asks.',
    ],
    [
      'a retry with a short hint',
      retry('down', { afterMs: 500 }),
      'A host would try again after 500 ms to 1 s, as the provider asks.',
    ],
    [
      'a rate limit',
      retry('slow down', { rateLimited: true, afterMs: 30_000 }),
      'A host would pause the channel for 30 s, and try again then.',
    ],
  ])('%s', (_, outcome, step) => {
    expect(nextStep(outcome, RETRY)).toBe(step);
  });

  it('a retry where the configuration allows none', () => {
    expect(nextStep(retry('down'), { ...RETRY, maxRetries: 0 })).toBe(
      'A host would make no retry, for the configuration allows none: the delivery would be a dead letter.',
    );
  });
});
