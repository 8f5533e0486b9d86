import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { argumentsOf } from '../src/arguments.js';
import { choicesOf } from '../src/choices.js';
import { Questions } from '../src/questions.js';

/** Somebody at a terminal who gives these answers, and what the terminal shows. */
async function answering(answers: string, args: readonly string[] = []) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const questions = new Questions(input, output);
  const left = answers.split('\n');
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => {
    shown += text;
    if (!text.endsWith(': ')) return;
    const answer = left.shift();
    if (answer === undefined) input.end();
    else input.write(`${answer}\n`);
  });
  const chosen = await choicesOf(argumentsOf(args), '/plugins', questions).finally(() => questions.close());
  return { chosen, shown };
}

describe('the questions', () => {
  it('are for name and kind', async () => {
    const { chosen } = await answering('team-chat\nobserver');
    expect(chosen).toEqual({
      name: { name: 'team-chat', package: 'headwind-plugin-team-chat' },
      kind: 'observer',
      folder: '/plugins/headwind-plugin-team-chat',
    });
  });

  it('take an empty answer for what stands in brackets', async () => {
    const { chosen, shown } = await answering('\n', ['team-chat']);
    expect(chosen).toMatchObject({ name: { name: 'team-chat' }, kind: 'channel', folder: '/plugins/team-chat' });
    expect(shown).toContain('Name (team-chat): ');
    expect(shown).toContain('Kind: channel, observer, source (channel): ');
  });

  it('are asked again, with what was wrong, until the answer will do', async () => {
    const { chosen, shown } = await answering('Team Chat\nteam-chat\nsink\nsource');
    expect(chosen).toMatchObject({ name: { name: 'team-chat' }, kind: 'source' });
    expect(shown).toContain('The name is "Team Chat"; expected lower-case letters');
    expect(shown).toContain('The kind is "sink"; expected channel, observer, source.');
  });

  it('are not asked where a flag has the answer', async () => {
    const { chosen, shown } = await answering('', ['--name', '@acme/chat', '--kind', 'source']);
    expect(chosen).toMatchObject({ name: { package: '@acme/chat' }, kind: 'source', folder: '/plugins/chat' });
    expect(shown).toBe('');
  });

  it('end with the input, and nothing is chosen', async () => {
    await expect(answering('team-chat')).rejects.toThrow(/input ended before every question was answered/);
  });
});
