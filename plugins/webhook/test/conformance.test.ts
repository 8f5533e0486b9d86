import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { describe } from 'vitest';

const PACKAGE = new URL('..', import.meta.url);

const URL_AND_SECRETS = { url: 'https://example.com/hooks/k3Xw81tQz7', secrets: ['first-key', 'second-key'] };

describe('with the payload alone', () => describePlugin(PACKAGE));

describe.each(['structured', 'binary'])('with CloudEvents in the mode %s', (mode) =>
  describePlugin(PACKAGE, { config: { ...URL_AND_SECRETS, cloudEvents: { mode } } }),
);
