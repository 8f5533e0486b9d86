import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import type { EventDraft } from '@headwind/plugin-api';
import { CallChannel } from './call-channel.js';
import type { FromWorker, HostCalls, HostMethods, ToWorker, WorkerMethods, WorkerStart } from './messages.js';
import { ReportingRedactor } from './reporting-redactor.js';
import { ServedPlugin } from './served-plugin.js';
import { describeOver } from './synchronous-describe.js';
import { collectGarbage, usedBytes } from './used-memory.js';
import { workerHttp } from './worker-http.js';
import { workerLog } from './worker-log.js';

/** Calls to the host without an answer at once; more wait in the worker, where its memory limit holds. */
const CALL_LIMIT = 1_000;

/** The entry of a worker thread: runs the plugin of one isolated instance, and knows of nothing else of the host. */
function run(port: MessagePort, { describe, ...code }: WorkerStart): void {
  const post = (message: FromWorker): void => port.postMessage(message);
  const { log, taken } = workerLog(post);
  const stopping = new AbortController();
  const redactor = new ReportingRedactor((secret) => post({ type: 'secret', secret }));
  const served = new ServedPlugin(
    code,
    {
      describe: describeOver(describe),
      log,
      // Late bound: what serves the host is part of the channel itself.
      http: workerHttp(() => calls),
      state: {
        get: (_instance, key) => calls.call('getState', [key]),
        set: (_instance, key, value) => calls.call('setState', [key, value]),
        delete: (_instance, key) => calls.call('deleteState', [key]),
      },
      signal: stopping.signal,
      publish: (draft: EventDraft) => calls.call('publish', [draft]),
      status: () => calls.call('status', []),
    },
    redactor,
  );
  const calls: HostCalls = new CallChannel<HostMethods, WorkerMethods>({
    post,
    handlers: served.handlers,
    limit: CALL_LIMIT,
  });

  // As in the host itself: a rejected promise that nobody took does little harm.
  process.on('unhandledRejection', (error) => log.error('a rejected promise was left alone', { error }));
  port.on('message', (message: ToWorker) => {
    switch (message.type) {
      case 'ping':
        return post({ type: 'pong', usedBytes: usedBytes(), isCollected: false });
      case 'collect':
        collectGarbage();
        return post({ type: 'pong', usedBytes: usedBytes(), isCollected: true });
      case 'observe':
        served.observe(message.record);
        return post({ type: 'observed' });
      case 'logged':
        return taken(message.count);
      case 'stopping':
        return stopping.abort();
      default:
        return calls.receive(message);
    }
  });
}

if (parentPort !== null) run(parentPort, workerData);
