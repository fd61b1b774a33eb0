import type { Client } from '@valetkey/api-contracts';
import type { SettingsContract } from '../contracts/settings.ts';

export type DemoConnection = {
  readonly providerId: string;
  readonly displayName: string;
  readonly url: string;
  readonly secretField: string;
  readonly secret: string;
};

/** What a person would do in Settings. The secret goes in here, and nowhere comes out. */
export async function createConnection(
  settings: Client<SettingsContract>,
  { providerId, displayName, url, secretField, secret }: DemoConnection,
): Promise<void> {
  await settings.createConnection({
    providerId,
    displayName,
    fields: { url },
    secrets: { [secretField]: secret },
  });
}
