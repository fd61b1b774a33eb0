import { MessageChannel } from 'node:worker_threads';
import type { Port } from '@valetkey/extension-api/host';
import { describePortContract } from '../../port/fixtures/port-contract.ts';
import { messagePortTransport } from './message-port-transport.ts';

describePortContract('a MessagePort of worker_threads', async () => {
  const { port1, port2 } = new MessageChannel();
  const received: unknown[] = [];
  let closed = false;
  port2.on('message', (message) => received.push(message));
  port2.on('close', () => {
    closed = true;
  });
  return {
    near: messagePortTransport(port1),
    far: {
      port: port2 as unknown as Port,
      post: (message) => port2.postMessage(message),
      received,
      closed: () => closed,
    },
    end: () => port2.close(),
  };
});
