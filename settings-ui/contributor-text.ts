import { plainText } from '@valetkey/api-contracts';
import { appName } from './app-name.ts';

/** Who says what a provider is: an extension, which anybody can write, or this program. */
export function contributorText(contributedBy: string): string {
  if (contributedBy === 'built in') return `built into ${appName}`;
  return contributedBy === '' ? 'described by an unknown author' : `described by ${plainText(contributedBy)}`;
}
