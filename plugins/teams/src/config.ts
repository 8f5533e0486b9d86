import { httpUrl } from '@headwind/plugin-api';
import { z } from 'zod';

/** The Kubernetes logo: a PNG within what Teams shows in a card (1024 × 1024 pixels, 1 MB). */
export const KUBERNETES_LOGO = 'https://raw.githubusercontent.com/kubernetes/kubernetes/master/logo/logo.png';

/** In characters, as it is sent: part of every card, so of its size. */
const LONGEST_LOGO_URL = 1_000;

const webhookUrl = z
  .url({
    protocol: /^https?$/,
    error: 'Expected the http or https URL of a Workflows webhook, copied whole: its end, "sig=…", belongs to it.',
  })
  .refine(
    (value) => !hasCredentials(value),
    'A user and password in the URL are not sent. The URL of a Workflows webhook has neither; copy it again.',
  );

const LOGO_EXPECTED = `Expected an https URL of at most ${LONGEST_LOGO_URL} characters, or false for a card without a logo.`;

const logoAddress = z
  .url({ protocol: /^https$/, error: LOGO_EXPECTED })
  .refine((value) => !URL.canParse(value) || logoAddressOf(value) !== undefined, { error: LOGO_EXPECTED });

const logoUrl = z.union([z.literal(false), logoAddress], { error: LOGO_EXPECTED });

/** The configuration of one channel in Microsoft Teams. */
export const configSchema = z.strictObject({
  webhookUrl: webhookUrl.meta({
    writeOnly: true,
    description: 'The URL of a Workflows webhook in Microsoft Teams. Whoever has it can post there.',
  }),
  logoUrl: logoUrl.default(KUBERNETES_LOGO).meta({
    description:
      'The logo at the head of a card: an https URL that Teams can reach, of a PNG, JPEG or GIF; false for none.',
  }),
});

export type TeamsConfig = z.output<typeof configSchema>;

function hasCredentials(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { username, password } = new URL(value);
  return username !== '' || password !== '';
}

/** As it is sent; undefined where it is too long. */
export function logoAddressOf(logoUrl: string): string | undefined {
  return httpUrl(logoUrl, LONGEST_LOGO_URL);
}
