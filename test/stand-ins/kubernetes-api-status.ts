/** A `Status` as an API server sends it in place of what was asked for. */
export interface KubernetesStatus {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: object;
  readonly status: 'Failure';
  readonly message: string;
  readonly reason: string;
  readonly code: number;
}

export function statusOf(code: number, reason: string, message: string): KubernetesStatus {
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, reason, code };
}

export const UNAUTHORIZED = statusOf(401, 'Unauthorized', 'Unauthorized');

export function forbidden(
  verb: string,
  plural: string,
  group: string,
  namespace: string | undefined,
): KubernetesStatus {
  const place = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  return statusOf(
    403,
    'Forbidden',
    `${plural}.${group} is forbidden: User "system:serviceaccount:headwind:notify" cannot ${verb} resource "${plural}" in API group "${group}" ${place}`,
  );
}

export function tooOld(version: number, oldest: number): KubernetesStatus {
  return statusOf(410, 'Expired', `too old resource version: ${version} (${oldest})`);
}

export const CONTINUE_EXPIRED = statusOf(
  410,
  'Expired',
  'The provided continue parameter is too old to display a consistent list result.',
);

export function tooLarge(version: number, current: number): KubernetesStatus {
  return statusOf(504, 'Timeout', `Too large resource version: ${version}, current: ${current}`);
}
