import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';
import { describe } from 'vitest';

const PACKAGE = new URL('..', import.meta.url);

describe.each(['json', 'pretty'])('in the format %s', (format) => describePlugin(PACKAGE, { config: { format } }));
