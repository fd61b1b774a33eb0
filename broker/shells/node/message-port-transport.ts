import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { MakeChannel, Transport } from '../../port/transport.ts';

/** A native MessagePort as a transport. Node emits `close` on both ends, also when the far thread dies. */
export function messagePortTransport(port: MessagePort): Transport {
  let closed = false;
  return Object.freeze<Transport>({
    post: (message, transfer) => {
      if (closed) return;
      if (transfer.length === 0) port.postMessage(message);
      else port.postMessage(message, transfer as never[]);
    },
    start: (on) => {
      port.on('messageerror', on.broken);
      port.on('close', () => {
        closed = true;
        on.closed();
      });
      port.on('message', on.message);
    },
    close: () => {
      if (closed) return;
      closed = true;
      port.close();
    },
  });
}

export const makeMessageChannel: MakeChannel = () => {
  const { port1, port2 } = new MessageChannel();
  return { near: messagePortTransport(port1), far: port2 };
};
