import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { checkHost } from '@headwind/host/host';
import { describe, expect, it } from 'vitest';
import { isWhole, kindOfYaml } from '../docs/block-kind.js';
import { testFolder } from '../support/folder.js';
import { anchorsOf, codeBlocksOf, linksOf } from './markdown.js';
import { REPOSITORY, type RepositoryFile, repositoryFiles } from './repository.js';

// The pages of a plugin that is yet to be written have no names in them.
const pages = await repositoryFiles((path) => path.endsWith('.md') && !path.startsWith('core/create-plugin/template/'));
const configurations = pages.flatMap(configurationsIn);

describe('the documentation', () => {
  it('has no link that leads nowhere', async () => {
    const links = pages.flatMap(({ path, text }) => linksOf(text).map((link) => ({ path, link })));
    const broken = links.filter(({ path, link }) => !isElsewhere(link) && !leadsSomewhere(path, link));
    expect(broken).toEqual([]);
    expect(links.length).toBeGreaterThan(20);
  });

  it('has every one of its pages in the index', () => {
    const index = pages.find(({ path }) => path === 'docs/README.md')?.text ?? '';
    const linked = new Set(linksOf(index).map((link) => posix.join('docs', link.split('#')[0] ?? '')));
    const ours = pages.filter(({ path }) => path.startsWith('docs/') && path !== 'docs/README.md');
    expect(ours.map(({ path }) => path).filter((path) => !linked.has(path))).toEqual([]);
  });

  it('names no npm script that does not exist', async () => {
    const { scripts }: { scripts: Record<string, string> } = JSON.parse(
      await readFile(join(REPOSITORY, 'package.json'), 'utf8'),
    );
    const named = pages.flatMap(({ text }) => [...text.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name = '']) => name));
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
    expect(named.length).toBeGreaterThan(0);
  });

  it('shows no JSON that is none', () => {
    const examples = pages.flatMap(({ path, text }) =>
      codeBlocksOf(text)
        .filter(({ language }) => language === 'json')
        .map((block) => ({ path, text: block.text })),
    );
    expect(examples.filter(({ text }) => !isJson(text))).toEqual([]);
    expect(examples.length).toBeGreaterThan(0);
  });

  it('shows configurations', () => {
    expect(configurations.length).toBeGreaterThan(5);
  });

  it.each(configurations)('shows a configuration without problems: $path, $number', async ({ yaml }) => {
    const folder = await testFolder();
    const stubs = [...yaml.matchAll(/\$\{env:(\w+)\}/g)].map(([, name = '']) => [name, credential(name)]);
    await writeFile(join(folder, 'headwind.yaml'), yaml);
    const { problems } = await checkHost({ env: Object.fromEntries(stubs), cwd: folder });
    expect(problems.filter(({ message }) => !isOfOwnPlugin(message))).toEqual([]);
  });
});

/** The configurations of a page; one that shows a section alone is completed. */
function configurationsIn({ path, text }: RepositoryFile): { path: string; number: number; yaml: string }[] {
  return codeBlocksOf(text)
    .filter(({ language, text: yaml }) => language === 'yaml' && kindOfYaml(yaml) === 'configuration')
    .map((block) => (isWhole(block.text) ? block.text : `apiVersion: headwind.sh/v1\n${block.text}`))
    .map((yaml, index) => ({
      path,
      number: index + 1,
      yaml: yaml.replaceAll(/\{file:([^}]*)\}/g, (_, file: string) => `{env:${file.replaceAll(/\W/g, '_')}}`),
    }));
}

/** What a secret holds, by its name; most are addresses. */
function credential(name: string): string {
  if (/slack.token/i.test(name)) return 'xoxb-a-secret';
  if (/_creds$/.test(name)) return '-----BEGIN NATS USER JWT-----\n-----BEGIN USER NKEY SEED-----';
  if (/_pem$/.test(name)) return '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----';
  return /pagerduty/i.test(name) ? '0123456789abcdef0123456789abcdef' : 'https://example.com/a-secret';
}

/** A plugin that the reader writes or installs is not here. */
function isOfOwnPlugin(message: string): boolean {
  return /^("\.|No package (@acme\/|\S+ or headwind-plugin-))/.test(message);
}

/** On another site, or by mail. */
function isElsewhere(link: string): boolean {
  return /^[a-z][a-z+.-]*:/.test(link);
}

function leadsSomewhere(page: string, link: string): boolean {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? page : posix.join(posix.dirname(page), file);
  if (anchor === undefined) return existsSync(join(REPOSITORY, target));
  const linked = pages.find(({ path }) => path === target);
  return linked !== undefined && anchorsOf(linked.text).has(anchor);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
