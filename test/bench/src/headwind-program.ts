import { setTimeout } from 'node:timers/promises';
import { startHost } from '@headwind/host/host';
import { publishWhenTold } from './publisher.js';

const [, , file = ''] = process.argv;
const host = await startHost({ file, env: {}, cwd: process.cwd() });
// A host starts also while the server of its queue cannot be reached yet.
while (!(await fetch(`${host.url}/readyz`)).ok) await setTimeout(50);
publishWhenTold(
  (drafts) => host.publish(drafts, 'bench'),
  () => host.stop(),
);
