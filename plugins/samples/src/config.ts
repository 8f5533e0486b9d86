import { z } from 'zod';

export const configSchema = z.strictObject({
  intervalMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(700)
    .meta({ description: 'The time between two events of the story. Milliseconds.' }),
  repeat: z
    .boolean()
    .default(false)
    .meta({ description: 'Tell the story again and again, each time as a new update.' }),
});

export type SamplesConfig = z.output<typeof configSchema>;
