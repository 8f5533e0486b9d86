import { parseAllDocuments } from 'yaml';

/** @throws Error where YAML is no list of Kubernetes objects */
export function requireObjects(manifest: string): void {
  for (const document of parseAllDocuments(manifest)) {
    const isNamed = ['apiVersion', 'kind', 'metadata'].every((key) => document.has(key));
    if (document.errors.length > 0 || !isNamed) throw new Error('it is no object of Kubernetes');
  }
}
