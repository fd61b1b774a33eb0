import { MessageChannelMain } from 'electron/main';
import type { PortPair } from '../port-pair.ts';
import { messagePortMainTransport } from './message-port-main-transport.ts';
import { portFromMain } from './page/port-from-main.ts';
import { pagePortOf } from './page-port-of.ts';

export function mainPortPair(): PortPair {
  const { port1, port2 } = new MessageChannelMain();
  return { near: messagePortMainTransport(port1), far: portFromMain(pagePortOf(port2)) };
}
