import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testFolder } from '../support/folder.js';
import { runHost } from '../support/run-host.js';

const FIVE_MISTAKES = `apiVersion: headwind.sh/v1
server: { lissten: 127.0.0.1:0 }
plugins:
  Bad_Name: { use: console }
  hook:
    use: webhook
    when: { events: [update_faild] }
    retry: { for: soon }
    config: { url: "\${env:NOT_THERE}" }
  odd:
    use: webhok
    config: {}
`;

describe('a configuration with several mistakes', () => {
  it.each(['check', 'serve'])(
    'has them all reported at once by %s, with lines, and starts nothing',
    async (command) => {
      const folder = await testFolder();
      await writeFile(join(folder, 'headwind.yaml'), FIVE_MISTAKES);
      const host = runHost({ cwd: folder, args: [command] });
      expect(await host.exited).toBe(2);
      for (const [line, text] of [
        [2, 'listen'],
        [4, 'Bad_Name'],
        [7, 'update_failed'],
        [8, 'soon'],
        [9, 'NOT_THERE'],
        [11, '@headwind/plugin-webhok'],
      ] as const) {
        expect(host.stderr).toMatch(new RegExp(`^headwind\\.yaml:${line}:\\d+ .*${text}`, 'm'));
      }
      expect(await readdir(folder)).toEqual(['headwind.yaml']);
    },
  );

  it("has a plugin's own settings reported at their lines", async () => {
    const folder = await testFolder();
    const yaml = `apiVersion: headwind.sh/v1\nplugins:\n  hook:\n    use: webhook\n    config:\n      url: ftp://x\n      secret: [a]\n`;
    await writeFile(join(folder, 'headwind.yaml'), yaml);
    const host = runHost({ cwd: folder, args: ['check'] });
    expect(await host.exited).toBe(2);
    expect(host.stderr).toMatch(/^headwind\.yaml:6:\d+ .*PLUGIN_CONFIG_REFUSED.*url/m);
    expect(host.stderr).toMatch(/^headwind\.yaml:7:\d+ .*did you mean `secrets`/m);
  });
});
