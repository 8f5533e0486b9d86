import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXAMPLE_PAYLOAD } from '@headwind/plugin-testkit/events';
import { describe, expect, it } from 'vitest';
import { post } from '../support/events.js';
import { testFolder } from '../support/folder.js';
import { runConfiguredHost, runHost } from '../support/run-host.js';

const FAILED = {
  ...EXAMPLE_PAYLOAD,
  event: 'update_failed',
  errorMessage: 'no such image\nin registry',
  metadata: { team: 'web' },
};

const TEMPLATES = `
plugins:
  log:
    use: console
    config: { format: json }
    templates:
      "*":
        title: "{{ workload.name }}: {{ title }}"
        facts: { Team: "{{ data.metadata.team | default: 'nobody' }}", Container: "" }
      update_failed:
        title: "{{ workload.name }} failed"
        text: "{{ data.errorMessage | capitalize }}"
        facts: { Error: "{{ data.errorMessage | base64_decode }}" }
`;

const NEAREST = ['workload', 'truncate', 'errorMessage', 'rollback_*'];

describe('templates of a channel', () => {
  it('word what it sends, each kind of event by the last that fits', async () => {
    const host = await runConfiguredHost(await testFolder(), TEMPLATES);
    const address = await host.listening();
    await post(address, { ...EXAMPLE_PAYLOAD, id: 'completed' });
    await post(address, { ...FAILED, id: 'failed' });
    await host.saysOnStdout(/"id":"failed".*\n/);
    const [completed, failed] = host.stdout
      .trim()
      .split('\n')
      .map((line): unknown => JSON.parse(line));
    expect(completed).toMatchObject({
      title: 'nginx: Update Completed',
      facts: [
        { name: 'Deployment', value: 'nginx (production)' },
        { name: 'Old Image', value: 'nginx:1.25.0' },
        { name: 'New Image', value: 'nginx:1.26.0' },
        { name: 'Team', value: 'nobody' },
      ],
    });
    expect(failed).toMatchObject({
      title: 'nginx failed',
      text: 'No such image in registry',
      facts: expect.arrayContaining([
        { name: 'Error', value: 'no such image in registry' },
        { name: 'Team', value: 'web' },
      ]),
    });
    expect(await host.stop()).toBe(0);
  });

  it('that fail leave the default in place, and are told in the log of the channel without values', async () => {
    const host = await runConfiguredHost(await testFolder(), TEMPLATES);
    await post(await host.listening(), FAILED);
    const [line] = await host.saysOnStderr(/^.*a template failed.*$/m);
    expect(JSON.parse(line)).toMatchObject({
      level: 'warn',
      plugin: 'log',
      kind: 'update_failed',
      field: 'facts.Error',
      failures: 1,
    });
    expect(await host.stop()).toBe(0);
    expect(host.stderr).not.toContain('registry');
  });

  it('word what `preview` shows, with no host running', async () => {
    const cwd = await testFolder();
    await writeFile(join(cwd, 'headwind.yaml'), `apiVersion: headwind.sh/v1\n${TEMPLATES}`);
    const preview = runHost({ cwd, args: ['preview', 'log', 'rollback_completed'] });
    expect(await preview.exited).toBe(0);
    expect(preview.stdout).toMatch(/"title":"[\w-]+: Rollback Completed"/);
    expect(preview.stdout).toContain('{"name":"Team","value":"nobody"}');
  });

  it('with mistakes start nothing, and are all reported with their places', async () => {
    const folder = await testFolder();
    const wrong = `apiVersion: headwind.sh/v1
plugins:
  log:
    use: console
    templates:
      update_failed:
        title: "{{ wrokload.name }} failed"
        text: "{{ data.errMessage | trunkate: 300 }}"
        facts:
          Team: "{{ data.errMessage }}"
      "rolback_*": { title: x }
  hook:
    use: webhook
    config: { url: "https://example.com/" }
    templates: { "*": { title: x } }
`;
    await writeFile(join(folder, 'headwind.yaml'), wrong);
    for (const args of [['check'], ['serve']]) {
      const host = runHost({ cwd: folder, args });
      expect(await host.exited).toBe(2);
      const report = host.stdout + host.stderr;
      expect(placesIn(report)).toEqual(['7:16', '8:15', '10:17', '11:7', '15:5']);
      for (const word of NEAREST) expect(report).toContain(`did you mean \`${word}\`?`);
    }
  });
});

function placesIn(report: string): string[] {
  return [...report.matchAll(/headwind\.yaml:(\d+:\d+) +CONFIG_INVALID/g)].map(([, place = '']) => place);
}
