import type { Connected } from '@valetkey/extension-api/host';
import type { SettingsContract } from '../../contracts/settings.ts';
import type { Broker } from '../../powers.ts';
import { connectSettings } from '../connect-settings.ts';
import { mainPortPair } from './main-port-pair.ts';

/** What Settings shows and changes, for code in the main process. Close it when it is no longer used. */
export function openMainSettingsClient(broker: Pick<Broker, 'openSettings'>): Connected<SettingsContract> {
  return connectSettings(mainPortPair(), broker);
}
