import { MessageChannel } from 'node:worker_threads';
import { settingsContract } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import type { Broker } from '../../broker.ts';
import type { Transport } from '../../port/transport.ts';
import { messagePortTransport } from './message-port-transport.ts';

/** The broker's settings, through a gated port as a settings window has one. */
export const openSettingsClient = (
  broker: Broker,
  tap: (transport: Transport) => Transport = (transport) => transport,
) => {
  const { port1, port2 } = new MessageChannel();
  broker.openSettings(tap(messagePortTransport(port1)));
  return connectPort(settingsContract, port2 as unknown as Port, 'port-closed');
};
