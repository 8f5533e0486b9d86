import { delivered } from '@headwind/plugin-api';

export default {
  kind: 'channel',
  create: () => ({ deliver: () => delivered() }),
};
