import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { REPOSITORY } from '../house/repository.js';
import { post } from '../support/events.js';
import { HostProcess } from '../support/host-process.js';
import { isWhole, kindOf } from './block-kind.js';
import type { HouseHost } from './house-host.js';
import { requireObjects } from './manifest.js';
import { isNotRun } from './not-run.js';
import type { Block, Page } from './pages.js';
import { isPrintedJson, notPrinted } from './printed.js';
import type { Services } from './services.js';
import { commandsIn, outputIn } from './session.js';
import { runInShell } from './shell.js';

/** Where the pages suppose a host, unless they say otherwise. */
const DOCUMENTED_HOST = 'http://127.0.0.1:8080';

/** Commands that talk to a host. */
const NEEDS_HOST =
  /http:\/\/127\.0\.0\.1:8080|\bheadwind-notify (send|channels|deliveries|dead-letters|pause|resume|events|log-level|reload|health)\b/;

/** A host that variables alone configure. */
const CONFIGURED_BY_VARIABLES = /^[A-Z]+_ENABLED=true /m;

const EVENT = {
  event: 'update_detected',
  timestamp: '2025-11-06T10:30:00Z',
  deployment: { name: 'nginx', namespace: 'production', currentImage: 'nginx:1.25.0', newImage: 'nginx:1.26.0' },
};

export interface ReaderOptions {
  readonly page: Page;
  /** Of the reader's own; is made. */
  readonly folder: string;
  /** Where the tools are. */
  readonly tools: string;
  readonly services: Services;
  readonly house: HouseHost;
  /** What is there before the page is begun, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** Somebody who follows a page from its first block to its last, in a folder of their own. */
export class Reader {
  readonly #options: ReaderOptions;
  /** The configuration that the page showed last, if any, pointed at the stand-ins. */
  #configuration: string | undefined;
  /** Runs with that configuration. */
  #host: HostProcess | undefined;
  /** By the commands that were typed last, and where. */
  #printed: { readonly heading: string; readonly text: string } | undefined;

  constructor(options: ReaderOptions) {
    this.#options = options;
  }

  async begin(): Promise<void> {
    const { folder, house, files } = this.#options;
    await mkdir(folder, { recursive: true });
    await symlink(join(REPOSITORY, 'node_modules'), join(folder, 'node_modules'));
    await this.#write('headwind.yaml', house.configuration);
    await this.#write('etc/headwind.yaml', house.configuration);
    for (const [name, text] of Object.entries(files)) await this.#write(name, text);
  }

  /** @throws Error that begins with the place of the block, where the page is wrong */
  async follow(block: Block): Promise<void> {
    const kind = kindOf(block, this.#printed?.heading === block.heading);
    try {
      await this.#follow(block, kind);
    } catch (error) {
      throw new Error(`${block.place}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** Stops what was started. */
  async leave(): Promise<void> {
    await this.#host?.stop();
    this.#host = undefined;
  }

  async #follow(block: Block, kind: ReturnType<typeof kindOf>): Promise<void> {
    switch (kind) {
      case 'configuration':
        if (isWhole(block.text)) await this.#configure(block.text);
        return;
      case 'manifest':
        return requireObjects(block.text);
      case 'commands':
        return this.#type(block, block.text);
      case 'session':
        await this.#type(block, commandsIn(block.text));
        return this.#compare(block, outputIn(block.text));
      case 'output':
        return this.#compare(block, block.text);
      case 'json':
        return this.#publishIfEvent(block);
      case 'file':
        return this.#write(block.note.replace('file ', ''), block.text);
    }
  }

  async #configure(text: string): Promise<void> {
    const { services } = this.#options;
    await this.leave();
    this.#configuration = await this.#withSecrets(services.pointHere(text));
    await this.#write('headwind.yaml', this.#configuration);
  }

  async #type(block: Block, text: string): Promise<void> {
    if (isNotRun(this.#options.page.path, block.text)) {
      this.#printed = undefined;
      return;
    }
    const { folder, services } = this.#options;
    const commands = await this.#withSecrets(services.pointCommand(text));
    const url = NEEDS_HOST.test(text) ? await this.#hostUrl() : DOCUMENTED_HOST;
    if (/\bheadwind-notify serve\b/.test(text)) await this.leave();
    const cwd = CONFIGURED_BY_VARIABLES.test(text) ? join(folder, 'without-a-file') : folder;
    await mkdir(cwd, { recursive: true });
    const printed = await runInShell(commands.replaceAll(DOCUMENTED_HOST, url), {
      cwd,
      env: this.#env(url),
      ...(NEEDS_HOST.test(text) && { meanwhile: async () => void (await post(url, EVENT)) }),
    });
    this.#printed = { heading: block.heading, text: printed };
  }

  #compare({ language }: Block, shown: string): void {
    const printed = this.#printed?.text ?? '';
    if (language !== 'json') {
      const missing = notPrinted(shown, printed);
      if (missing.length > 0) throw new Error(`not printed:\n${missing.join('\n')}\n\nprinted:\n${printed}`);
    } else if (!isPrintedJson(shown, printed)) throw new Error(`not what was printed:\n${printed}`);
  }

  async #publishIfEvent({ text, language }: Block): Promise<void> {
    const values: unknown[] = language === 'jsonl' ? text.trim().split('\n').map(parsed) : [parsed(text)];
    for (const value of values) {
      if (typeof value !== 'object' || value === null || !('event' in value && 'deployment' in value)) continue;
      const answer = await post(this.#options.house.url, value);
      if (answer.status !== 202) throw new Error(`it is no event that a host takes: ${await answer.text()}`);
    }
  }

  /** The host with the configuration of the page; of a page that shows none, that of the house. */
  async #hostUrl(): Promise<string> {
    const { folder, house } = this.#options;
    if (this.#configuration === undefined) return house.url;
    const args = ['serve', '--listen', '127.0.0.1:0'];
    this.#host ??= new HostProcess({ args, cwd: folder, env: this.#env(DOCUMENTED_HOST) });
    return this.#host.listening();
  }

  #env(url: string): Record<string, string> {
    const { page, tools, folder, services } = this.#options;
    const named = [...page.text.matchAll(/\$\{env:(\w+)\}|\$([A-Z]\w+)/g)].map(([, one, other]) => one ?? other ?? '');
    return {
      ...Object.fromEntries(named.map((name) => [name, services.credential(name)])),
      // curl fails where a host refuses, and says nothing of how far it is.
      HOME: tools,
      PATH: `${tools}:${process.env.PATH}`,
      TMPDIR: folder,
      HEADWIND_URL: url,
      // Of use to Node from 22.1 on.
      NODE_COMPILE_CACHE: join(tools, 'compiled'),
    };
  }

  /** Puts the secrets that a text names where it says, below the reader's folder. */
  async #withSecrets(text: string): Promise<string> {
    const { folder, services } = this.#options;
    for (const [, name = ''] of text.matchAll(/\/run\/secrets\/([\w/-]+)/g)) {
      await this.#write(`run/secrets/${name}`, services.credential(name));
    }
    return text.replaceAll('/run/secrets/', `${folder}/run/secrets/`).replaceAll('/etc/', `${folder}/etc/`);
  }

  async #write(name: string, text: string): Promise<void> {
    const file = join(this.#options.folder, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

function parsed(text: string): unknown {
  return JSON.parse(text);
}
