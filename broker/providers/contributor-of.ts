import { type ExtensionId, extensionId, type ProviderId } from '@valetkey/api-contracts';

/** `acme.reader/api` is described by acme.reader. What comes with the application, or a person added, by no extension. */
export function contributorOf(id: ProviderId): ExtensionId | undefined {
  return extensionId.safeParse(id.split('/', 1)[0]).data;
}
