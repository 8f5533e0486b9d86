/** Commands of a page that a machine which builds does not run. */
export interface NotRun {
  readonly page: string;
  /** What the block begins with. */
  readonly begins: string;
  readonly why: string;
}

/** What no test runs as it stands, and why. What `headwind-notify` is told in it is held to its help all the same. */
export const NOT_RUN: readonly NotRun[] = [
  { page: 'SECURITY.md', begins: 'docker buildx imagetools', why: 'asks for an image that a release has published' },
  { page: 'SECURITY.md', begins: 'gh attestation verify', why: 'asks for an image that a release has published' },
  { page: 'README.md', begins: 'npm start', why: 'installs and builds; test/e2e/first-run.test.ts runs what is left' },
  { page: 'README.md', begins: 'npm test', why: 'is what runs this test' },
  {
    page: 'core/create-plugin/README.md',
    begins: 'npm create @headwind/plugin\n',
    why: 'asks on a terminal; the packages are not published: test/packages/scaffold.test.ts has a registry of its own',
  },
  {
    page: 'core/create-plugin/README.md',
    begins: 'npm create @headwind/plugin@latest',
    why: 'the packages are not published: test/packages/first-plugin.test.ts has a registry of its own',
  },
  { page: 'docs/how-to/cloudevents.md', begins: 'kubectl get broker', why: 'needs a cluster with Knative' },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl create namespace',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl apply -k config/kubernetes/embedded',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl apply -k config/kubernetes/replicated',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl --namespace headwind-system port-forward',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl --namespace headwind-system rollout restart',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl --namespace headwind-system exec',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  {
    page: 'docs/how-to/install-in-kubernetes.md',
    begins: 'kubectl --namespace headwind-system delete',
    why: 'needs a cluster; test/kubernetes-manifests',
  },
  { page: 'docs/how-to/kubernetes.md', begins: 'kubectl auth can-i', why: 'needs a cluster' },
  {
    page: 'docs/how-to/monitoring.md',
    begins: 'promtool check',
    why: 'not every machine has Prometheus; test/prometheus',
  },
  {
    page: 'docs/how-to/monitoring.md',
    begins: 'promtool test',
    why: 'not every machine has Prometheus; test/prometheus',
  },
  ...['docker run --detach --name', 'docker run --detach --env', 'docker run --rm', 'docker build'].map((begins) => ({
    page: 'docs/how-to/run-the-image.md',
    begins,
    why: 'needs Docker; test/image builds the image and runs it with Podman',
  })),
  {
    page: 'docs/how-to/run-the-image.md',
    begins: 'npm install --prefix plugins',
    why: 'the package is made up; test/image installs one',
  },
  { page: 'docs/how-to/tracing.md', begins: 'docker run', why: 'fetches an image' },
];

/** Whether a block of a page is one of them. */
export function isNotRun(page: string, text: string): boolean {
  return NOT_RUN.some((each) => each.page === page && text.startsWith(each.begins));
}
