/** The version of this contract. Additions never raise it. */
export const API_VERSION = 1;

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
}
