import './without-eval.ts';
import { consentContract } from '@valetkey/broker/contracts';
import { connectPort, type Port } from '@valetkey/extension-api/host';
import { showConsent } from '../consent/show-consent.ts';
import { portFromPreload } from './port-from-preload.ts';

void portFromPreload().then((port) => {
  const { client } = connectPort(consentContract, port as unknown as Port, 'port-closed');
  return showConsent(document.body, client);
});
