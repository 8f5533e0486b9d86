/** The version of this contract. Additions never raise it. */
export const API_VERSION = 1;

/** What a plugin is: a channel delivers, an observer watches, a source publishes. */
export type PluginKind = 'channel' | 'observer' | 'source';

/** The key `headwind` of a plugin's package.json, readable without running the plugin. */
export interface Manifest {
  readonly apiVersion: number;
  readonly kind: PluginKind;
  /** Short name: lower-case letters, digits and dashes. */
  readonly name: string;
  /** The module whose default export is the plugin, relative to package.json. */
  readonly entry: string;
  /** The JSON Schema of the plugin's configuration, relative to package.json. */
  readonly configSchema?: string;
  /** Kinds of event, `*` standing for any run of characters; all where left out. Sources subscribe to nothing. */
  readonly subscribes?: readonly string[];
  /**
   * How often the provider takes a message: attempts a second, and how many at once after a rest. The configuration's
   * `rateLimit` replaces it. No limit where left out.
   */
  readonly rateLimit?: { readonly perSecond: number; readonly burst: number };
  /**
   * Whether the channel presents events as `ctx.describe` words them, so that the configuration's templates have an
   * effect. @defaultValue true for a channel
   */
  readonly templates?: boolean;
  /**
   * A configuration that the plugin's schema accepts, with secrets that open nothing: what `headwind-notify plugin verify`
   * tries the plugin with. Nothing else reads it.
   */
  readonly example?: unknown;
}
