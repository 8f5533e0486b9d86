import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { codeBlocksOf } from '../house/markdown.js';
import { REPOSITORY } from '../house/repository.js';

interface Role {
  readonly kind: string;
  readonly rules?: readonly { readonly apiGroups: string[]; readonly resources: string[]; readonly verbs: string[] }[];
}

const page = await readFile(join(REPOSITORY, 'docs/how-to/kubernetes.md'), 'utf8');
const objects: readonly Role[] = codeBlocksOf(page)
  .filter(({ language, text }) => language === 'yaml' && text.includes('rbac.authorization.k8s.io'))
  .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS()));

describe('the roles of the documentation', () => {
  it('are one for all namespaces and one for a single one, each with its binding', () => {
    expect(objects.map(({ kind }) => kind)).toEqual(['ClusterRole', 'ClusterRoleBinding', 'Role', 'RoleBinding']);
  });

  it.each(objects.filter(({ rules }) => rules !== undefined))(
    'allow to list and watch what is watched, and no more: $kind',
    ({ rules }) => {
      expect(rules).toEqual([
        { apiGroups: ['headwind.sh'], resources: ['updaterequests'], verbs: ['list', 'watch'] },
        {
          apiGroups: ['apps'],
          resources: ['deployments', 'statefulsets', 'daemonsets'],
          verbs: ['list', 'watch'],
        },
      ]);
    },
  );
});
