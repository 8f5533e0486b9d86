import { type Receiver, startReceiver } from '@headwind/plugin-testkit/receiver';
import { type Document, isMap, parseDocument } from 'yaml';
import { type OpsgenieStandIn, startOpsgenie } from '../stand-ins/opsgenie.js';
import { type PagerDutyStandIn, startPagerDuty } from '../stand-ins/pagerduty.js';
import { type SlackStandIn, startSlack } from '../stand-ins/slack.js';
import { startTeams, type TeamsStandIn } from '../stand-ins/teams.js';
import { valueOfSecret } from './secrets.js';

/** The key that the pages show. */
const ROUTING_KEY = '0123456789abcdef0123456789abcdef';

/** As pages name them: a service of the reader's own. */
const RECEIVERS = /https:\/\/[\w-]+\.example\.com/g;

/** What the commands of the pages reach in place of the real services. */
export class Services {
  readonly slack: SlackStandIn;
  readonly #teams: TeamsStandIn;
  readonly #pagerDuty: PagerDutyStandIn;
  readonly #opsgenie: OpsgenieStandIn;
  readonly receiver: Receiver;

  private constructor(
    slack: SlackStandIn,
    teams: TeamsStandIn,
    pagerDuty: PagerDutyStandIn,
    opsgenie: OpsgenieStandIn,
    receiver: Receiver,
  ) {
    this.slack = slack;
    this.#teams = teams;
    this.#pagerDuty = pagerDuty;
    this.#opsgenie = opsgenie;
    this.receiver = receiver;
  }

  static async start(): Promise<Services> {
    return new Services(
      await startSlack(),
      await startTeams(),
      await startPagerDuty(ROUTING_KEY),
      await startOpsgenie({ apiKey: valueOfSecret('opsgenie') }),
      await startReceiver(),
    );
  }

  /** A configuration of a page whose channels reach the stand-ins. */
  pointHere(configuration: string): string {
    const document = parseDocument(configuration);
    const plugins = document.get('plugins');
    if (!isMap(plugins)) return configuration;
    for (const { key } of plugins.items) this.#point(document, ['plugins', String(key)]);
    return document.toString();
  }

  /** A command of a page that sends to a service by itself. */
  pointCommand(command: string): string {
    return command.replaceAll(RECEIVERS, this.receiver.url);
  }

  /** What a file of `/run/secrets` holds, or a variable: the address of a service where it is one. */
  credential(name: string): string {
    if (name === 'WEBHOOK_SECRET') return valueOfSecret('headwind-webhook');
    if (/slack/i.test(name)) return this.slack.webhookUrl;
    if (/pagerduty/i.test(name)) return ROUTING_KEY;
    if (/teams/i.test(name)) return this.#teams.url;
    return /url$/i.test(name) ? this.receiver.url : valueOfSecret(name);
  }

  async close(): Promise<void> {
    await Promise.all(
      [this.slack, this.#teams, this.#pagerDuty, this.#opsgenie, this.receiver].map((each) => each.close()),
    );
  }

  #point(document: Document, instance: readonly string[]): void {
    const isBot = document.hasIn([...instance, 'config', 'token']);
    const use = String(document.getIn([...instance, 'use']));
    const values: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      slack: isBot ? { token: this.slack.token, apiUrl: this.slack.apiUrl } : { webhookUrl: this.slack.webhookUrl },
      teams: { webhookUrl: this.#teams.url },
      pagerduty: { baseUrl: this.#pagerDuty.url },
      opsgenie: { baseUrl: this.#opsgenie.url },
    };
    for (const [key, value] of Object.entries(values[use] ?? {})) document.setIn([...instance, 'config', key], value);
  }
}
