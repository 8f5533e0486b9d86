/** By the folder of its fixture, the step that a plugin fails, and what is said of it. */
export const UNFIT_PLUGINS: readonly (readonly [fixture: string, step: string, said: string])[] = [
  ['manifest-of-wrong-types', 'package.json has a manifest', 'headwind.subscribes is "update_*", expected a list'],
  ['entry-not-built', 'the entry exports the plugin', 'dist/plugin.js, the entry of @unfit/entry-not-built, does not'],
  [
    'schema-out-of-date',
    'configSchema is the schema of the configuration',
    'config.schema.json is not the JSON Schema',
  ],
  [
    'secret-not-marked',
    'fields that hold secrets are marked writeOnly',
    'does not say of "apiToken" whether it is secret',
  ],
  [
    'no-example',
    'a configuration is accepted',
    'The schema refuses an empty configuration (PLUGIN_CONFIG_REFUSED): "url"',
  ],
  ['takes-any-key', 'a key that it does not know is refused', 'accepts a key that it does not know'],
  ['stop-throws', 'an instance starts and stops in time', 'stop failed: there is nothing to close'],
  ['one-kind-refused', 'every kind of event is delivered', 'rollback_failed: rejected ("no words for that")'],
  ['throttling-passed-over', 'every answer becomes a well-formed outcome', 'a retry without rateLimited: true'],
  ['time-out-passed-over', 'a time-out ends the attempt', 'deliver did not end although attempt.signal was aborted'],
  ['timer-left-running', 'nothing goes on once it is told to stop', 'keeps the process alive: a timer'],
  [
    'preview-differs',
    'the preview is what is sent',
    'For rollback_failed, preview shows another body than is sent, at text',
  ],
  ['observe-promises', 'observe takes every record at once', 'observe gave a promise'],
  ['publishes-rubbish', 'what it publishes is accepted', '/workload/namespace'],
  ['secret-in-log', 'no secret shows in what it says', 'stands in its log, at "trouble"'],
  ['module-variable', 'two instances share nothing', 'instance "two" made requests'],
];

/** Where the fixtures are. */
export const FIXTURES = new URL('./fixtures/', import.meta.url);
