import { MessageChannelMain, type MessagePortMain } from 'electron/main';
import type { MakeChannel, Transport } from '../../port/transport.ts';
import { packPorts } from './pack-ports.ts';

/**
 * A MessagePortMain as a transport. Electron emits `close` on both ends, also when the far process dies; there is no
 * `messageerror`: what cannot be deserialised arrives as null, which no contract admits.
 */
export function messagePortMainTransport(port: MessagePortMain): Transport {
  let closed = false;
  return Object.freeze<Transport>({
    post: (message, transfer) => {
      if (closed) return;
      const { data, ports } = packPorts(message, transfer);
      port.postMessage(data, ports);
    },
    start: (on) => {
      port.on('close', () => {
        closed = true;
        on.closed();
      });
      port.on('message', ({ data, ports }) => {
        if (ports.length === 0) return on.message(data);
        // Nobody gives the broker a port: authority flows out of it only.
        for (const given of ports) given.close();
        on.broken();
      });
      port.start();
    },
    close: () => {
      if (closed) return;
      closed = true;
      port.close();
    },
  });
}

/** The far end is a MessagePortMain: it goes to a page with `webContents.postMessage`, or inside a result. */
export const makeMainChannel: MakeChannel = () => {
  const { port1, port2 } = new MessageChannelMain();
  return { near: messagePortMainTransport(port1), far: port2 as unknown as ReturnType<MakeChannel>['far'] };
};
