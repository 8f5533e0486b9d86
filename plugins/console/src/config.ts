import { z } from 'zod';

export const configSchema = z.strictObject({
  format: z.enum(['auto', 'pretty', 'json']).default('auto').meta({
    description: 'pretty: for people. json: one object a line. auto: pretty on a terminal, json otherwise.',
  }),
  color: z.enum(['auto', 'always', 'never']).default('auto').meta({
    description: 'Colours of the pretty format. auto: on a terminal, unless NO_COLOR is set or TERM is dumb.',
  }),
});

export type ConsoleConfig = z.output<typeof configSchema>;
