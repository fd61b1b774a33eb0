import { plainText } from '@valetkey/api-contracts';
import { addedByUser } from '@valetkey/broker/contracts';
import { appName } from './app-name.ts';

/** Who says what a provider is: an extension, which anybody can write, the service itself, or this program. */
export function contributorText(contributedBy: string): string {
  if (contributedBy === 'built in') return `built into ${appName}`;
  if (contributedBy === addedByUser) return `${addedByUser}, from its address`;
  return contributedBy === '' ? 'described by an unknown author' : `described by ${plainText(contributedBy)}`;
}
