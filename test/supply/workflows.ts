import { parse } from 'yaml';
import { repositoryFiles } from '../house/repository.js';

/** One step of a job: an action or a script. */
export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

/** What is read of a job: https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax */
export interface Job {
  /** Another workflow, which runs in place of steps. */
  readonly uses?: string;
  readonly steps?: readonly Step[];
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly 'timeout-minutes'?: number;
}

export interface Workflow {
  /** `.github/workflows/ci.yml` */
  readonly path: string;
  readonly text: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: ReadonlyMap<string, Job>;
}

/** Every workflow of the repository. */
export async function readWorkflows(): Promise<Workflow[]> {
  const files = await repositoryFiles((path) => path.startsWith('.github/workflows/'));
  return files.map(({ path, text }) => {
    const { jobs, ...workflow } = parse(text);
    return { ...workflow, path, text, jobs: new Map(Object.entries<Job>(jobs)) };
  });
}
