import { plainText } from '@valetkey/api-contracts';
import { addedByUser } from '@valetkey/broker/contracts';
import { appName } from './app-name.ts';
import { say } from './say.ts';

/** Who says what a provider is: an extension, which anybody can write, the service itself, or this program. */
export function contributorText(contributedBy: string): string {
  if (contributedBy === 'built in') return say('built into {app}', { app: appName });
  if (contributedBy === addedByUser) return say('added by you, from its address');
  return contributedBy === ''
    ? say('described by an unknown author')
    : say('described by {extension}', { extension: plainText(contributedBy) });
}
