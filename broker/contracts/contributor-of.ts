import type { ExtensionId } from '@valetkey/api-contracts';
import { isAdded } from './added-service.ts';

/** The extension that describes a provider: acme.reader for `acme.reader/api`. Built-in and added ones have none. */
export function contributorOf(providerId: string): ExtensionId | undefined {
  const end = providerId.indexOf('/');
  return end === -1 || isAdded(providerId) ? undefined : (providerId.slice(0, end) as ExtensionId);
}
