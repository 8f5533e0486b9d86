import { writeFile } from 'node:fs/promises';
import { stringify } from 'yaml';

/** The plugin's name in the configuration, and so in the log and in every delivery. */
export const DEV_INSTANCE = 'dev';

/** Writes the configuration of a host that has this plugin alone, which may reach services of this machine. */
export async function writeDevConfiguration(file: string, folder: string, config: unknown): Promise<void> {
  const content = {
    apiVersion: 'headwind.sh/v1',
    // All that the plugin logs; of the host's own lines, those that are of use to an author.
    log: { level: 'info', levels: { [DEV_INSTANCE]: 'debug' } },
    network: { allow: ['127.0.0.0/8', '::1'] },
    plugins: { [DEV_INSTANCE]: { use: folder, config } },
  };
  await writeFile(file, stringify(content), { mode: 0o600 });
}
