import { MessageChannel } from 'node:worker_threads';
import type { Port } from '@valetkey/extension-api/host';
import type { PortPair } from '../port-pair.ts';
import { messagePortTransport } from './message-port-transport.ts';

export function threadPortPair(): PortPair {
  const { port1, port2 } = new MessageChannel();
  return { near: messagePortTransport(port1), far: port2 as unknown as Port };
}
