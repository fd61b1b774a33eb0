// Read by the compiler alone: what a host and an author write with each entry, without a cast.

import { connectionProvider } from '@valetkey/api-contracts';
import type { Broker, BrokerPowers } from '@valetkey/broker';
import { settingsContract } from '@valetkey/broker/contracts';
import * as desktop from '@valetkey/broker/electron';
import * as node from '@valetkey/broker/node';
import type { Access, CapabilityHandle } from '@valetkey/extension-api';
import { defineExtension, ValetkeyError } from '@valetkey/extension-api';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { testConnections } from '@valetkey/extension-api/testing';

export const extension = defineExtension({
  async activate({ connections, log }) {
    const handle: CapabilityHandle<'acme.a/b'> = await connections.request({
      provider: 'acme.a/b',
      reason: 'Reads.',
    });
    const access: Partial<Access> = { methods: ['GET'] };
    const narrow = await connections.use(handle).attenuate(access);
    const response = await connections.use(narrow).fetch('/');
    log.info(await response.text());
  },
});

export const openWindows = (pages: string | undefined, log: BrokerPowers['log']): Broker => {
  const typing = desktop.watchTyping();
  const windows = { pages, typing, log, devTools: false };
  const broker = desktop.createBroker(
    desktop.electronPowers({
      folder: '/data',
      log,
      askConsent: desktop.openConsent(windows),
      askChange: desktop.openChange(windows),
      askElicitation: desktop.openElicitation(windows),
      allowWeakProtection: () => false,
    }),
  );
  desktop.openSettings({ ...windows, broker });
  return broker;
};

export const names = async (broker: Broker): Promise<string[]> => {
  const { client } = node.openSettingsClient(broker);
  const { connections } = await client.listConnections({});
  return connections.map(({ displayName }) => displayName);
};

export const page = (port: Port) => connectPort(settingsContract, port, 'port-closed').client;
export const isOurs = (error: unknown): error is ValetkeyError => error instanceof ValetkeyError;
export const all = { connectionProvider, testConnections };
