import { delivered, type HeadwindEvent } from '@headwind/plugin-api';
import type { HostProgram } from '../../src/cli/host-program.js';
import type { AttemptReport, ChannelRequest, OpenChannel } from '../../src/open-channel.js';
import { NO_HOST } from './fake-terminal.js';

/** A stand-in for a channel that was started by itself. */
export class FakeChannel implements OpenChannel {
  name = 'oncall';
  package = '@acme/plugin 1.0.0';
  origin: OpenChannel['origin'] = { type: 'file', path: '/headwind.yaml' };
  lane: OpenChannel['lane'] = {
    concurrency: 16,
    timeoutMs: 30_000,
    retry: { forMs: 86_400_000, minMs: 1_000, maxMs: 300_000 },
  };
  warnings: readonly string[] = [];
  canPreview = true;
  leftOut: ReturnType<OpenChannel['leftOutBy']>;
  shown: (event: HeadwindEvent) => unknown = ({ kind }) => ({ method: 'POST', url: 'example.com', json: { kind } });
  report: AttemptReport = { outcome: delivered(), durationMs: 12, timedOut: false, exchanges: [] };
  readonly attempted: HeadwindEvent[] = [];
  readonly judged: string[] = [];
  request: ChannelRequest | undefined;
  closed = false;

  leftOutBy(_event: HeadwindEvent, judgeBy: string) {
    this.judged.push(judgeBy);
    return this.leftOut;
  }

  async preview(event: HeadwindEvent): Promise<unknown> {
    return this.shown(event);
  }

  async attempt(event: HeadwindEvent): Promise<AttemptReport> {
    this.attempted.push(event);
    return this.report;
  }

  redact(text: string): string {
    return text.replaceAll('s3cret', '[secret]');
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

export function hostWith(channel: FakeChannel): HostProgram {
  return {
    ...NO_HOST,
    openChannel: async (_options, request) => {
      channel.request = request;
      return channel;
    },
  };
}
