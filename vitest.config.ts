import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['core/*/test/**/*.test.ts', 'plugins/*/test/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
