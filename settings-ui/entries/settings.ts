import './without-eval.ts';
import { settingsContract } from '@valetkey/broker/contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { SettingsPage } from '../settings/settings-page.ts';
import { portFromPreload } from './port-from-preload.ts';

performance.mark('settings:begun');
void portFromPreload().then((port) => {
  const { client, closed } = connectPort(settingsContract, port as unknown as Port, 'port-closed');
  document.body.replaceChildren(new SettingsPage(client, closed));
});
