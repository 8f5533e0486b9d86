import { describe, expect, it } from 'vitest';
import { Conformance } from '../../src/conformance/conformance.js';
import { CONFORMANCE_STEPS } from '../../src/conformance/conformance-steps.js';
import { replyWith } from '../../src/scripted-answer.js';
import { failuresOf, packageOf, resultsOf, URL_CONFIG } from './tried-plugin.js';

const POST = 'await ctx.http.post(ctx.config.url, { json: { text: event.kind }, signal: attempt.signal })';
const FIT = `return { deliver: async (event, attempt) => outcomeOf(${POST}) };`;

describe('the conformance suite', () => {
  it('passes a channel, and says which steps do not apply to it', async () => {
    const results = await resultsOf({ create: FIT });
    expect(Object.values(results).filter((result) => result === 'passed')).toHaveLength(12);
    expect(results).toMatchObject({
      'configSchema is the schema of the configuration': 'not applicable: the manifest names no "configSchema"',
      'the preview is what is sent': 'not applicable: it has no preview',
      'observe takes every record at once': 'not applicable: it is expected of observers',
      'what it publishes is accepted': 'not applicable: it is expected of sources',
    });
  });

  it('takes a provider that says yes in a way of its own', async () => {
    const create = `return { deliver: async (event, attempt) => {
      const reply = ${POST};
      if (reply.status >= 300) return outcomeOf(reply);
      return reply.text === 'affirmative' ? delivered() : rejected('it says ' + reply.text); } };`;
    const [failure] = await failuresOf({ create });
    expect(failure?.[1]).toMatch(/Expected delivered.*give that as `reply` to describePlugin/);
    expect(await failuresOf({ create }, { reply: () => replyWith(200, { body: 'affirmative' }) })).toEqual([]);
  });

  it('finds the usual way in which a provider says yes by itself', async () => {
    for (const yes of ["reply.text === 'ok'", 'reply.status === 204', "reply.text === '{}'", "reply.text === '1'"]) {
      const create = `return { deliver: async (event, attempt) => {
        const reply = ${POST};
        return ${yes} ? delivered() : reply.status < 300 ? retry('another answer') : outcomeOf(reply); } };`;
      expect(await failuresOf({ create })).toEqual([]);
    }
  });

  it('tries a source that has something to publish only when it is provoked', async () => {
    const create = `const listener = () => void ctx.publish({ kind: 'update_detected', workload: { name: 'b' },
      data: { currentImage: 'a:1', newImage: 'a:2' } });
      return { start() { process.on('provoked', listener); }, stop() { process.off('provoked', listener); } };`;
    const plugin = { kind: 'source', create } as const;
    const step = 'what it publishes is accepted';
    expect((await resultsOf(plugin))[step]).toBe('not applicable: it published nothing within 500 ms by itself');
    const provoke = (): void => void process.emit('provoked' as never);
    expect((await failuresOf(plugin, { provoke })).map(([name]) => name)).toEqual([step]);
  });

  it('leaves out what cannot be started here', async () => {
    const create = "return { start() { throw new Error('there is no cluster'); } };";
    const plugin = { kind: 'source', create } as const;
    expect((await failuresOf(plugin)).map(([, said]) => said)).toEqual([
      expect.stringContaining('PLUGIN_START_FAILED: Instance "test" (tried 1.0.0'),
    ]);
    const results = await resultsOf(plugin, { canStart: false });
    expect(results['an instance starts and stops in time']).toBe(
      'not applicable: what its start connects to is not here',
    );
    expect(Object.values(results).filter((result) => result === 'passed').length).toBeGreaterThan(4);
  });

  it('takes a configuration that is there only when the tests run', async () => {
    const config = async () => ({ url: 'https://elsewhere.example.com/hooks/1' });
    expect(await failuresOf({ config: URL_CONFIG, create: FIT, manifest: {} }, { config })).toEqual([]);
  });

  it('gives secrets that the schema is particular about, and has them in no result', async () => {
    const config = `z.strictObject({ token: z.string().regex(/^xoxb-[A-Z0-9-]{12,}$/).meta({ writeOnly: true }) })`;
    const manifest = { example: { token: 'xoxb-0000-ABCDEFGH' } };
    const leaks = `return { deliver: async () => { ctx.log.info('with ' + ctx.config.token); return delivered(); } };`;
    expect((await failuresOf({ config, manifest, create: leaks })).map(([name]) => name)).toEqual([
      'no secret shows in what it says',
    ]);
    const throws = `throw new Error('with ' + ctx.config.token);`;
    const [failure] = await failuresOf({ config, manifest, create: throws });
    expect(failure?.[1]).toContain('PLUGIN_CREATE_FAILED');
    expect(failure?.[1]).not.toContain('0000-ABCDEFGH');
  });

  it('does not take a list of any keys for carelessness', async () => {
    const results = await resultsOf({ config: 'z.looseObject({})', create: 'return { deliver: () => delivered() };' });
    expect(results['a key that it does not know is refused']).toContain('not applicable: the schema says');
  });

  it('lays an error that nobody caught to the step under way', async () => {
    const conformance = new Conformance(await packageOf({ create: FIT }));
    const [first, second] = CONFORMANCE_STEPS;
    if (first === undefined || second === undefined) throw new Error('there are no steps');
    conformance.uncaught(new Error('before the first'));
    expect(await conformance.run(first)).toEqual({ result: 'passed' });
    const running = conformance.run(second);
    setImmediate(() => conformance.uncaught(new Error('left alone')));
    expect(await running).toMatchObject({ result: 'failed', found: expect.stringContaining('left alone') });
  });

  it('has names that say what holds, each once', () => {
    const names = CONFORMANCE_STEPS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
