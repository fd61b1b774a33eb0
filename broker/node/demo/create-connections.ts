import { MessageChannel } from 'node:worker_threads';
import { type Client, type SettingsContract, settingsContract } from '@valetkey/api-contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import type { Broker } from '../../broker.ts';
import type { Transport } from '../../port/transport.ts';
import { messagePortTransport } from '../message-port-transport.ts';

/** The broker's settings, through a gated port as a settings window has one. */
export const openSettingsClient = (broker: Broker, tap: (transport: Transport) => Transport) => {
  const { port1, port2 } = new MessageChannel();
  broker.openSettings(tap(messagePortTransport(port1)));
  return connectPort(settingsContract, port2 as unknown as Port, 'port-closed');
};

export type DemoConnection = {
  readonly providerId: string;
  readonly displayName: string;
  readonly url: string;
  readonly secretField: string;
  readonly secret: string;
};

/** What a person would do in Settings. The secret goes in here, and nowhere comes out. */
export const createConnection = async (
  settings: Client<SettingsContract>,
  { providerId, displayName, url, secretField, secret }: DemoConnection,
): Promise<void> => {
  await settings.createConnection({
    providerId,
    displayName,
    fields: { url },
    secrets: { [secretField]: secret },
  });
};
