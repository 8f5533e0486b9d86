import { definePlugin, delivered, type Manifest, type Plugin } from '@headwind/plugin-api';
import { z } from 'zod';
import type { PluginConfig } from '../src/config/host-config.js';
import type { LoadedPlugin } from '../src/plugins/load-plugin.js';
import { pluginConfig } from './plugins/plugin-config.js';

const DELIVERING = definePlugin({
  kind: 'channel',
  config: z.unknown(),
  create: () => ({ deliver: () => delivered() }),
});

export interface LoadedParts {
  readonly plugin?: Plugin;
  readonly config?: Partial<PluginConfig>;
  readonly manifest?: Partial<Manifest>;
  readonly version?: string;
}

/** An instance as the loader gives it; a channel that delivers everything unless the parts say otherwise. */
export function loadedPlugin(name: string, parts: LoadedParts = {}): LoadedPlugin {
  const { plugin = DELIVERING, config = {}, manifest = {}, version = '1.0.0' } = parts;
  return {
    config: pluginConfig(`./${name}`, { name, config: {}, ...config }),
    package: { folder: '/fixture', file: '/fixture/package.json', name: 'fixture', version, manifest: {} },
    manifest: { apiVersion: 1, kind: plugin.kind, name: 'fixture', entry: './plugin.js', ...manifest },
    plugin,
    settings: Object.freeze({}),
    warnings: [],
  };
}
