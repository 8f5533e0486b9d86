import { startHost } from '@headwind/host/host';

/** How long it delivers before its memory is read. Milliseconds. */
const RUN_MS = 5_000;

const [, , file = ''] = process.argv;
const host = await startHost({ file, env: {}, cwd: process.cwd() });
setTimeout(() => process.send?.(process.memoryUsage.rss() / 2 ** 20), RUN_MS);
process.on('disconnect', () => void host.stop().then(() => process.exit(0)));
