import { type Connected, connectPort } from '@valetkey/extension-api/host';
import { type SettingsContract, settingsContract } from '../contracts/settings.ts';
import type { Transport } from '../port/transport.ts';
import type { Broker } from '../powers.ts';
import type { PortPair } from './port-pair.ts';

/** The broker's settings, through a gated port as a settings window has one. */
export function connectSettings(
  { near, far }: PortPair,
  broker: Pick<Broker, 'openSettings'>,
  tap: (transport: Transport) => Transport = (transport) => transport,
): Connected<SettingsContract> {
  broker.openSettings(tap(near));
  return connectPort(settingsContract, far, 'port-closed');
}
