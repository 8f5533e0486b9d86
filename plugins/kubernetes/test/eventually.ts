import { vi } from 'vitest';

/** Waits until it is so, however busy the machine is. */
export function eventually(check: () => void | Promise<void>): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000, interval: 10 });
}
