import { describePlugin } from '@headwind/plugin-testkit/describe-plugin';

describePlugin(new URL('..', import.meta.url), { config: { intervalMs: 0, repeat: true } });
