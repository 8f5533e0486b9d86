import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';

describePlugin(new URL('..', import.meta.url));
