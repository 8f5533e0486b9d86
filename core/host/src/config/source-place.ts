import { DEFAULT_CONFIG_FILE } from './defaults.js';

export interface SourceOptions {
  /** `--config` */
  readonly file?: string | undefined;
  /** `--operator-config` */
  readonly operatorFile?: string | undefined;
  /** A program that embeds the host names the file, and no flag. @defaultValue false */
  readonly embedded?: boolean | undefined;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
}

/** The file that the configuration is to be in. */
export interface SourcePlace {
  /** `headwind.yaml`, or the operator's own `notifications.yaml`. */
  readonly format: 'headwind' | 'operator';
  readonly name: string;
  /** What names it: a flag, a variable, or the file itself, which is looked for. */
  readonly by: string;
  /** Whether somebody asked for it, so that it must be there. */
  readonly isNamed: boolean;
  /** One sentence for what is set and has no effect. */
  readonly passedOver: readonly string[];
}

/**
 * Where to look: a file that a flag names, else HEADWIND_CONFIG, else HEADWIND_OPERATOR_CONFIG, else `headwind.yaml` in the
 * working directory, else no file.
 */
export function sourcePlace({ file, operatorFile, embedded = false, env }: SourceOptions): SourcePlace {
  const places = [
    { format: 'headwind', by: embedded ? 'file' : '--config', name: file },
    { format: 'operator', by: '--operator-config', name: operatorFile },
    { format: 'headwind', by: 'HEADWIND_CONFIG', name: env.HEADWIND_CONFIG || undefined },
    { format: 'operator', by: 'HEADWIND_OPERATOR_CONFIG', name: env.HEADWIND_OPERATOR_CONFIG || undefined },
  ] as const;
  const named = places.flatMap(({ name, ...place }) => (name === undefined ? [] : [{ ...place, name, isNamed: true }]));
  const [first, ...others] = named;
  if (first === undefined) {
    return { format: 'headwind', name: DEFAULT_CONFIG_FILE, by: DEFAULT_CONFIG_FILE, isNamed: false, passedOver: [] };
  }
  // That a flag wins over the variable of the same file is what flags are for.
  const unread = others.filter(({ format }) => format !== first.format).map(({ by }) => by);
  const passedOver = unread.map((by) => `${by} is not read, because ${first.by} names the configuration`);
  return { ...first, passedOver };
}
