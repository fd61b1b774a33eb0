import { plainText } from '@valetkey/api-contracts';
import { addedByUser } from './added-service.ts';
import type { Say } from './texts/say.ts';

/** Who contributed a service that comes with the application, as `contributedBy` says. */
export const builtIntoApp = 'built in';

/** Who says what a provider is: an extension, which anybody can write, the user, or this program. */
export function contributorText(say: Say, contributedBy: string): string {
  if (contributedBy === builtIntoApp || contributedBy === addedByUser) return say(contributedBy);
  return contributedBy === ''
    ? say('described by an unknown author')
    : say('described by {extension}', { extension: plainText(contributedBy) });
}
