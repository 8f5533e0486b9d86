import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

let count = 0;
let wanted: number | undefined;

function answerWhenReached(): void {
  if (wanted === undefined || count < wanted) return;
  wanted = undefined;
  process.send?.(Date.now());
}

const server = createServer((request, response) => {
  request.resume().on('end', () => {
    count += 1;
    response.writeHead(200).end();
    answerWhenReached();
  });
});

process.on('message', (question: { reached?: number; reset?: boolean }) => {
  if (question.reset === true) {
    count = 0;
    process.send?.(0);
  } else {
    wanted = question.reached;
    answerWhenReached();
  }
});
process.on('disconnect', () => process.exit(0));
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
