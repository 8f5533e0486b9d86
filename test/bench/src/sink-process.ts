import { CountingServer } from './counting-server.js';

const server = new CountingServer();
const port = await server.listen();

process.on('message', async (question: { reached?: number; reset?: boolean }) => {
  if (question.reset === true) server.reset();
  process.send?.(question.reached === undefined ? 0 : await server.reached(question.reached));
});
process.on('disconnect', () => process.exit(0));
process.send?.(port);
