import type { KubernetesObject } from './kubernetes-api-store.js';

export type Phase = 'Pending' | 'Approved' | 'Rejected' | 'Completed' | 'Failed' | 'Expired';

/** Who an object is. */
export interface Identity {
  readonly uid: string;
  readonly name?: string;
  readonly namespace?: string;
  readonly workload?: string;
}

const CREATED = '2025-11-06T10:00:00Z';

/** An update request as the operator writes it, from 1.26.0 to 1.27.0. */
export function updateRequest(
  { uid, name = `request-${uid}`, namespace = 'production', workload = 'nginx' }: Identity,
  phase?: Phase,
  status: object = {},
): KubernetesObject {
  return {
    apiVersion: 'headwind.sh/v1alpha1',
    kind: 'UpdateRequest',
    metadata: { uid, name, namespace, creationTimestamp: CREATED },
    spec: {
      targetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: workload, namespace },
      updateType: 'image',
      containerName: 'nginx',
      currentImage: 'nginx:1.26.0',
      newImage: 'nginx:1.27.0',
      policy: 'minor',
      reason: 'New version available for nginx: 1.26.0 -> 1.27.0',
      requireApproval: true,
      expiresAt: '2025-11-07T10:00:00Z',
    },
    ...(phase !== undefined && { status: { phase, lastUpdated: '2025-11-06T10:30:00.123456789Z', ...status } }),
  };
}

/** An entry of an update history. */
export interface HistoryEntry {
  readonly container: string;
  readonly image: string;
  readonly timestamp: string;
  readonly updateRequestName?: string;
  readonly approvedBy?: string;
}

/** A workload of some kind, with an update history or without one. */
export function workload(
  { uid, name = `workload-${uid}`, namespace = 'production' }: Identity,
  history?: readonly HistoryEntry[] | string,
  kind = 'Deployment',
): KubernetesObject {
  const text = typeof history === 'string' ? history : JSON.stringify(history);
  const annotations = history === undefined ? {} : { 'headwind.sh/update-history': text };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { uid, name, namespace, creationTimestamp: CREATED, annotations },
    spec: { replicas: 1, selector: { matchLabels: { app: name } } },
    status: { readyReplicas: 1 },
  };
}

/** The history of an update that was rolled back, newest first. */
export function rolledBack(timestamp = '2025-11-06T10:40:00Z'): readonly HistoryEntry[] {
  return [
    { container: 'nginx', image: 'nginx:1.26.0', timestamp, approvedBy: 'headwind-auto-rollback' },
    {
      container: 'nginx',
      image: 'nginx:1.27.0',
      timestamp: '2025-11-06T10:30:00Z',
      updateRequestName: 'nginx-nginx-1-27-0',
      approvedBy: 'jane@example.com',
    },
  ];
}
