/** Where `ctx.state` lives: a durable key–value store divided by instance name. Values are JSON. */
export interface StateStore {
  get(instance: string, key: string): Promise<unknown>;
  /** Resolves once the value is durable. */
  set(instance: string, key: string, value: unknown): Promise<void>;
  delete(instance: string, key: string): Promise<void>;
}
