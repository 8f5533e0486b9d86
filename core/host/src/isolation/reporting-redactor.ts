import { Redactor } from '../log/redactor.js';

/** A redactor that tells the host of each secret, before anything that may hold it is said. */
export class ReportingRedactor extends Redactor {
  readonly #report: (secret: string) => void;

  constructor(report: (secret: string) => void) {
    super();
    this.#report = report;
  }

  override add(secret: string): void {
    super.add(secret);
    this.#report(secret);
  }
}
