import { z } from 'zod';
import { isLoopback, parseListenAddress } from './listen-address.js';

const LISTEN_EXPECTED =
  'Expected an address and a port, such as 0.0.0.0:9090, "[::1]:9090", or ":9090" for every address.';

const TOKEN_EXPECTED = 'Expected a token of visible ASCII characters without spaces.';

const listen = z.string(LISTEN_EXPECTED).transform((text, context) => {
  const address = parseListenAddress(text);
  if (address !== undefined) return address;
  context.addIssue(LISTEN_EXPECTED);
  return z.NEVER;
});

/** What a header can carry (RFC 9110, section 11.2). */
const token = z.string(TOKEN_EXPECTED).regex(/^[\x21-\x7e]+$/, TOKEN_EXPECTED);

/** The configuration of the metrics. */
export const configSchema = z
  .strictObject({
    listen: listen.optional().meta({
      description:
        'An address and a port of their own for the metrics, beside the host\'s: "0.0.0.0:9090". None unless given.',
    }),
    token: token
      .meta({ writeOnly: true })
      .optional()
      .meta({ description: 'The bearer token that a scrape of that port must carry.' }),
    allowUnauthenticated: z
      .boolean('Expected true or false.')
      .default(false)
      .meta({ description: 'Answer anybody at that port, although it is beyond loopback and there is no token.' }),
  })
  .superRefine((config, context) => {
    if (config.listen === undefined) {
      if (config.token === undefined) return;
      const message =
        'The token is for the port that "listen" opens, and there is none. Give "listen"; the host\'s own port asks for a token of server.tokens.';
      context.addIssue({ code: 'custom', path: ['token'], message });
    } else if (!isLoopback(config.listen.host) && config.token === undefined && !config.allowUnauthenticated) {
      const message =
        'The address is beyond loopback, and there is no token: whoever reaches it could read the metrics. Give "token", or say "allowUnauthenticated: true".';
      context.addIssue({ code: 'custom', path: ['listen'], message });
    }
  });

export type MetricsConfig = z.output<typeof configSchema>;
