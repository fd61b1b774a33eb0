import type { Connected } from '@valetkey/extension-api/host';
import type { SettingsContract } from '../../contracts/settings.ts';
import type { Transport } from '../../port/transport.ts';
import type { Broker } from '../../powers.ts';
import { connectSettings } from '../connect-settings.ts';
import { threadPortPair } from './thread-port-pair.ts';

/** What Settings shows and changes, for code of the application. Close it when it is no longer used. */
export function openSettingsClient(
  broker: Pick<Broker, 'openSettings'>,
  tap?: (transport: Transport) => Transport,
): Connected<SettingsContract> {
  return connectSettings(threadPortPair(), broker, tap);
}
