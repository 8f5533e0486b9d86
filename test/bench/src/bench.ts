import { measureBacklog } from './backlog.js';
import { measureDelivery } from './delivery.js';
import { measureEmitter } from './emitter.js';
import { measureIsolation } from './isolation.js';
import { measurePublishing } from './publishing.js';
import { measureReplay } from './replay.js';
import { measureThrottledSlack } from './throttled.js';

process.stdout.write(`Node ${process.version}, ${process.platform} ${process.arch}\n\n`);
await measureDelivery();
await measurePublishing();
await measureEmitter();
await measureBacklog();
await measureThrottledSlack();
await measureReplay();
await measureIsolation();
