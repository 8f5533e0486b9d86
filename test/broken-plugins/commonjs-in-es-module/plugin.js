const { definePlugin, delivered } = require('@headwind/plugin-api');
const { z } = require('zod');

module.exports = definePlugin({
  kind: 'channel',
  config: z.strictObject({}),
  create: () => ({ deliver: () => delivered() }),
});
