import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { describe } from 'vitest';

const PACKAGE = new URL('..', import.meta.url);

describe("on the host's port", () => describePlugin(PACKAGE));

describe('on a port of its own', () =>
  describePlugin(PACKAGE, { config: { listen: '127.0.0.1:0', token: 'scrape-0000000000000000' } }));
