import type { ExtensionId, ProviderId } from '@valetkey/api-contracts';

/** `acme.reader/api` is described by acme.reader. What comes with the application has no slash, and no such extension. */
export function contributorOf(id: ProviderId): ExtensionId {
  return id.split('/', 1)[0] as ExtensionId;
}
