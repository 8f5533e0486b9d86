import { messageOf } from '@headwind/bus/coded-error';

/** Instances of a new configuration did not start, so nothing of it takes effect. */
export class InstancesNotStarted extends Error {
  readonly failures: readonly { readonly instance: string; readonly error: unknown }[];

  constructor(failures: InstancesNotStarted['failures']) {
    super(failures.map(({ error }) => messageOf(error)).join(' '));
    this.name = 'InstancesNotStarted';
    this.failures = failures;
  }
}
