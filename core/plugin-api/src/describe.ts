import type { HeadwindEvent } from './event.js';
import { type Severity, severityOf } from './severity.js';

/** One line of an event in words: what it is called, and what it is. */
export interface Fact {
  readonly name: string;
  readonly value: string;
}

/** Where to read on or to act; the address is http or https. */
export interface Link {
  readonly text: string;
  readonly url: string;
}

/** An event in words, the same on every channel. Values are as the publisher wrote them: escape them for the medium. */
export interface Description {
  /** `New Update Request` */
  readonly title: string;
  /** One emoji, to stand before the title. */
  readonly emoji: string;
  readonly severity: Severity;
  /** The whole event on one line, where there is room for no more: notifications, pagers, lists. */
  readonly summary: string;
  /** A paragraph below the title; only where the configuration's templates give one. */
  readonly text?: string;
  /** In the order in which they are shown. */
  readonly facts: readonly Fact[];
  readonly links: readonly Link[];
}

/** What presents an event: `describe`, or the same with the configuration's templates applied (`ctx.describe`). */
export type Describe = (event: HeadwindEvent) => Description;

/** Titles, emoji and facts of the specification's four examples, and the same manner for the other kinds. */
export function describe(event: HeadwindEvent): Description {
  const wording = wordingOf(event);
  return {
    ...wording,
    severity: severityOf(event.kind),
    summary: summaryOf(event, wording.title),
    links: linksOf(event),
  };
}

/** `Update Failed: nginx (production), nginx:1.26.0 → nginx:1.27.0` */
function summaryOf({ workload, data }: HeadwindEvent, title: string): string {
  return `${title}: ${workload.name} (${workload.namespace}), ${data.currentImage} → ${data.newImage}`;
}

type Wording = Pick<Description, 'title' | 'emoji' | 'facts'>;

function wordingOf(event: HeadwindEvent): Wording {
  const { data, workload } = event;
  const kind = kindLabel(workload.kind);
  const place = fact(kind, `${workload.name} (${workload.namespace})`);
  const change = fact('Image', `${data.currentImage} → ${data.newImage}`);
  const container = fact('Container', data.container);
  switch (event.kind) {
    case 'update_detected':
    case 'update_request_created':
      return {
        title: event.kind === 'update_detected' ? 'Update Detected' : 'New Update Request',
        emoji: event.kind === 'update_detected' ? '🔍' : '🔔',
        facts: known(
          fact('Namespace', workload.namespace),
          fact(kind, workload.name),
          container,
          fact('Current Image', data.currentImage),
          fact('New Image', data.newImage),
          fact('Policy', data.policy),
        ),
      };
    case 'update_approved':
      return {
        title: 'Update Approved',
        emoji: '✅',
        facts: known(
          fact('Update Request', data.updateRequestName),
          fact('Approved By', event.data.approvedBy),
          place,
          change,
        ),
      };
    case 'update_rejected':
      return {
        title: 'Update Rejected',
        emoji: '🚫',
        facts: known(
          fact('Update Request', data.updateRequestName),
          fact('Rejected By', event.data.rejectedBy),
          fact('Reason', event.data.rejectionReason),
          place,
          change,
        ),
      };
    case 'update_completed':
      return {
        title: 'Update Completed',
        emoji: '🚀',
        facts: known(
          place,
          container,
          fact('Old Image', data.currentImage),
          fact('New Image', data.newImage),
          fact('Approved By', event.data.approvedBy),
        ),
      };
    case 'update_failed':
      return {
        title: 'Update Failed',
        emoji: '❌',
        facts: known(
          place,
          container,
          fact('Error', event.data.errorMessage),
          fact('Current Image', data.currentImage),
          fact('New Image', data.newImage),
          fact('Approved By', event.data.approvedBy),
        ),
      };
    case 'rollback_triggered':
      return {
        title: 'Automatic Rollback Triggered',
        emoji: '⚠️',
        facts: known(
          place,
          container,
          fact('Reason', event.data.errorMessage),
          fact('Current Image', data.currentImage),
          fact('Rolling back to', data.newImage),
        ),
      };
    case 'rollback_completed':
      return {
        title: 'Rollback Completed',
        emoji: '↩️',
        facts: known(place, container, fact('Failed Image', data.currentImage), fact('Restored Image', data.newImage)),
      };
    case 'rollback_failed':
      return {
        title: 'Rollback Failed',
        emoji: '🚨',
        facts: known(
          place,
          container,
          fact('Error', event.data.errorMessage),
          fact('Failed Image', data.currentImage),
          fact('Rolling back to', data.newImage),
        ),
      };
  }
}

/** The operator's approval API (`POST /api/v1/updates/…/approve`): a browser that follows a link there gets an error. */
const APPROVAL_API = /\/api\/v\d+\/updates\/[^?#]+\/approve\/?([?#]|$)/;

function linksOf(event: HeadwindEvent): readonly Link[] {
  const { approvalUrl, uiUrl } = event.data;
  return [
    ...(approvalUrl === undefined || APPROVAL_API.test(approvalUrl) ? [] : [{ text: 'Approve', url: approvalUrl }]),
    ...(uiUrl === undefined ? [] : [{ text: 'Open in Headwind', url: uiUrl }]),
  ];
}

function kindLabel(kind = 'Deployment'): string {
  return kind === 'HelmRelease' ? 'Helm Release' : kind;
}

function fact(name: string, value: string | undefined): Fact | undefined {
  return value === undefined || value === '' ? undefined : { name, value };
}

function known(...facts: (Fact | undefined)[]): Fact[] {
  return facts.filter((each) => each !== undefined);
}
