import type { ErrorEntry } from '@headwind/bus/coded-error';
import { LOADER_ERRORS } from '@headwind/plugin-loader/errors';

export const ADDRESS_REFUSED: ErrorEntry = {
  code: 'ADDRESS_REFUSED',
  meaning:
    'A plugin wanted to reach an address that is refused: link-local, cloud metadata, the unspecified address, or one that `network.deny` names.',
  remedy:
    'Correct the URL, or, where the address is meant, name it in `network.allow` or take it out of `network.deny`.',
};

/** Every error of loading, starting and serving plugins. */
export const PLUGIN_ERRORS: readonly ErrorEntry[] = [...LOADER_ERRORS, ADDRESS_REFUSED];
