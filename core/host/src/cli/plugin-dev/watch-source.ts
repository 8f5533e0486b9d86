import { relative, sep } from 'node:path';
import { type FSWatcher, watch } from 'chokidar';

/** How long nothing may change before what was saved counts as complete. Milliseconds. */
const SETTLED_MS = 100;

/** What nobody edits, or a build writes, at any depth. */
const NOT_SOURCE = new Set(['node_modules', 'dist', '.git']);

/** The source of a plugin, which says when it is saved. */
export interface WatchedSource {
  stop(): Promise<void>;
}

export interface WatchListeners {
  /** Called once for files that are saved together. */
  onSave(): void;
  /** Called when something cannot be watched, for example because there are too many files. */
  onError(error: unknown): void;
}

/** Resolves when every file is watched. */
export async function watchSource(folder: string, { onSave, onError }: WatchListeners): Promise<WatchedSource> {
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(folder, {
    ignoreInitial: true,
    ignored: (path) => relative(folder, path).split(sep).some(isNotSource),
  });
  watcher.on('all', () => {
    clearTimeout(timer);
    timer = setTimeout(onSave, SETTLED_MS);
  });
  watcher.on('error', onError);
  await ready(watcher);
  return {
    stop: async () => {
      clearTimeout(timer);
      await watcher.close();
    },
  };
}

function isNotSource(name: string): boolean {
  return NOT_SOURCE.has(name) || name.endsWith('.tsbuildinfo');
}

function ready(watcher: FSWatcher): Promise<void> {
  return new Promise((resolve) => {
    watcher.once('ready', resolve);
  });
}
