import { definePlugin } from '@headwind/plugin-api';
import { configSchema } from './config.js';
import { Metrics } from './metrics.js';
import { MetricsServer } from './metrics-server.js';

/** Metrics for Prometheus: on the host's port at `/metrics`, and where configured on a port of their own. */
export default definePlugin({
  kind: 'observer',
  config: configSchema,
  create({ config, log, status }) {
    const metrics = new Metrics({ status, log, now: Date.now });
    const scrape = metrics.scrape.bind(metrics);
    const { listen, token } = config;
    const server = listen && new MetricsServer({ listen, token, scrape, log });
    return {
      observe: (record) => metrics.observe(record),
      routes: [
        {
          method: 'GET',
          path: '/metrics',
          access: 'read',
          atRoot: true,
          async handle({ headers }) {
            const { contentType, body } = await scrape(headers.get('accept'));
            return new Response(body, { headers: { 'content-type': contentType } });
          },
        },
      ],
      async start() {
        if (server !== undefined) log.info('the metrics have a port of their own', { address: await server.start() });
      },
      stop: () => server?.stop(),
    };
  },
});
