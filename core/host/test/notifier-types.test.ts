import type { EventDraft, ObservedRecord, PublishReceipt } from '@headwind/plugin-api';
import { describe, expectTypeOf, it } from 'vitest';
import type { z } from 'zod';
import type { hostSchema } from '../src/config/host-schema.js';
import type { Notifier, NotifierConfig } from '../src/notifier.js';

/** What may be said, whether or not it may be left out or changed afterwards. */
type Said<T> = T extends readonly (infer Item)[]
  ? Said<Item>[]
  : T extends object
    ? { -readonly [Key in keyof T]-?: Said<Exclude<T[Key], undefined>> }
    : T;

const WORKLOAD = { namespace: 'production', name: 'api' };
const IMAGES = { currentImage: 'api:1', newImage: 'api:2' };

/** Nothing of this is run: the build checks it. */
describe('the types of a notifier', () => {
  it('have every key of the configuration file, and no other', () => {
    expectTypeOf<Said<NotifierConfig>>().toEqualTypeOf<Said<z.input<typeof hostSchema>>>();
    expectTypeOf<z.input<typeof hostSchema>>().toExtend<NotifierConfig>();
  });

  it('ask for nothing in a configuration, and for `use` in a plugin', () => {
    expectTypeOf<object>().toExtend<Omit<NotifierConfig, keyof NotifierConfig>>();
    expectTypeOf({ plugins: { a: { use: 'console' } } }).toExtend<NotifierConfig>();
    expectTypeOf({ plugins: { a: { config: {} } } }).not.toExtend<NotifierConfig>();
    // @ts-expect-error a misspelt key
    ({ plugins: { a: { use: 'console', timeuot: '1s' } } }) satisfies NotifierConfig;
    // @ts-expect-error no level
    ({ log: { level: 'loud' } }) satisfies NotifierConfig;
  });

  it('know the data of each kind of event', () => {
    ({ kind: 'update_failed', workload: WORKLOAD, data: { ...IMAGES, errorMessage: 'x' } }) satisfies EventDraft;
    // @ts-expect-error no field of this kind
    ({ kind: 'update_detected', workload: WORKLOAD, data: { ...IMAGES, errorMessage: 'x' } }) satisfies EventDraft;
    // @ts-expect-error no kind of event
    ({ kind: 'update_deployed', workload: WORKLOAD, data: IMAGES }) satisfies EventDraft;
    // @ts-expect-error an image is missing
    ({ kind: 'update_detected', workload: WORKLOAD, data: { newImage: 'api:2' } }) satisfies EventDraft;
    expectTypeOf<Notifier['publish']>().toBeCallableWith({ kind: 'update_detected', workload: WORKLOAD, data: IMAGES });
  });

  it('give a receipt for an event, and a list of them for a list', () => {
    type Receipt = (draft: EventDraft) => Promise<PublishReceipt>;
    type Receipts = (drafts: readonly EventDraft[], source: string) => Promise<readonly PublishReceipt[]>;
    expectTypeOf<Notifier['publish']>().toExtend<Receipt>();
    expectTypeOf<Notifier['publish']>().toExtend<Receipts>();
  });

  it('let an observer narrow what it sees', () => {
    expectTypeOf<Notifier['observe']>().parameter(1).parameter(0).toEqualTypeOf<ObservedRecord>();
    expectTypeOf<Notifier>().toExtend<AsyncDisposable>();
  });
});
