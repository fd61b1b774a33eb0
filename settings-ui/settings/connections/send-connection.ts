import type { Client, FieldValue, ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView, Scope, SettingsContract } from '@valetkey/broker/contracts';

export type FilledForm = {
  readonly displayName: string;
  /** Of a new one only. */
  readonly scope: Scope;
  readonly fields: Record<string, FieldValue>;
  readonly secrets: Record<string, string>;
};

/** Makes the connection, or changes the one that is there. */
export async function sendConnection(
  client: Pick<Client<SettingsContract>, 'createConnection' | 'updateConnection' | 'replaceSecret'>,
  { providerId, provider }: ProviderView,
  editing: ConnectionView | undefined,
  { displayName, scope, fields, secrets }: FilledForm,
): Promise<ConnectionView> {
  if (editing === undefined)
    return client.createConnection({ providerId, scope, displayName, fields, secrets });
  const { id: connectionId, updatedAt } = editing;
  // What was chosen from the service's own offer is not in the form, and stays.
  const kept = provider.fields.flatMap(({ id, type }) =>
    type === 'choice' && Object.hasOwn(editing.fields, id) ? [[id, editing.fields[id]]] : [],
  );
  const all = { ...Object.fromEntries(kept), ...fields };
  const updated = await client.updateConnection({ connectionId, updatedAt, displayName, fields: all });
  if (Object.keys(secrets).length === 0) return updated;
  return (await client.replaceSecret({ connectionId, secrets, testFirst: false })).connection;
}
