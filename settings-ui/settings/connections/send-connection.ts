import type { Client, FieldValue, ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView, Scope, SettingsContract } from '@valetkey/broker/contracts';

export type FilledForm = {
  readonly displayName: string;
  /** Of a new one only. */
  readonly scope: Scope;
  readonly fields: Record<string, FieldValue>;
  readonly secrets: Record<string, string>;
};

export type Sent = {
  readonly connection: ConnectionView;
  /** Why its secret was not saved, where all else was. */
  readonly secretProblem?: unknown;
};

/** Makes the connection, or changes the one that is there: first what is no secret, then the secret. */
export async function sendConnection(
  client: Pick<Client<SettingsContract>, 'createConnection' | 'updateConnection' | 'replaceSecret'>,
  { providerId, provider }: ProviderView,
  editing: ConnectionView | undefined,
  { displayName, scope, fields, secrets }: FilledForm,
): Promise<Sent> {
  if (editing === undefined)
    return { connection: await client.createConnection({ providerId, scope, displayName, fields, secrets }) };
  const { id: connectionId, updatedAt } = editing;
  // What was chosen from the service's own offer is not in the form, and stays.
  const kept = provider.fields.flatMap(({ id, type }) =>
    type === 'choice' && Object.hasOwn(editing.fields, id) ? [[id, editing.fields[id]]] : [],
  );
  const all = { ...Object.fromEntries(kept), ...fields };
  const updated = await client.updateConnection({ connectionId, updatedAt, displayName, fields: all });
  if (Object.keys(secrets).length === 0) return { connection: updated };
  return client.replaceSecret({ connectionId, secrets, testFirst: false }).then(
    ({ connection }) => ({ connection }),
    (secretProblem: unknown) => ({ connection: updated, secretProblem }),
  );
}
