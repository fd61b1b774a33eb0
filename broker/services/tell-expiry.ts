import type { ConnectionStore, NotedConnection } from '../connections/connection-store.ts';
import { expiryOf } from '../connections/expiry-of.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import { expirySoonMs } from '../contracts/connection.ts';
import type { BrokerPowers } from '../powers.ts';
import type { ProviderRegistry } from '../providers/provider-registry.ts';
import type { After } from '../time/after.ts';
import { every } from '../time/every.ts';
import { isRecent } from '../time/is-recent.ts';

const lookEveryMs = 6 * 60 * 60 * 1000;
/** After the start, so that no first use waits for it. */
const firstLookMs = 5_000;
/** Looked at without a pause: one or two milliseconds of work. */
const atOnce = 200;
/** A user who entered a secret today has just seen its date. A token that lasts a day is renewed by its user. */
const settledMs = 24 * 60 * 60 * 1000;

/**
 * Tells the user a week before a credential ends: once each, with a line in the log. Looks at metadata only, so that it
 * goes on while the vault is locked. What it returns ends that.
 */
export function tellExpiry(powers: {
  readonly connections: Pick<ConnectionStore, 'page' | 'tellOfExpiry' | 'takeBackToldOfExpiry'>;
  readonly providers: Pick<ProviderRegistry, 'get'>;
  readonly note: (event: AuditEvent) => void;
  readonly notice: BrokerPowers['notice'];
  readonly now: () => number;
  readonly after: After;
  readonly log: (level: 'error', text: string, cause: unknown) => void;
}): () => void {
  const { connections, after, log } = powers;
  let callOff = (): void => undefined;

  const lookFrom = (last: Parameters<ConnectionStore['page']>[0]): void => {
    try {
      const { rows, next } = connections.page(last, atOnce);
      for (const row of rows) tell(row, powers);
      if (next !== undefined) callOff = after(0, () => lookFrom(next));
    } catch (error) {
      log('error', 'whether credentials end soon could not be looked up', error);
    }
  };
  const stop = every(lookEveryMs, { after }, () => lookFrom(undefined), firstLookMs);
  return () => {
    stop();
    callOff();
  };
}

const tell = (
  { record, serviceExpiresAt }: NotedConnection,
  { connections, providers, note, notice, now }: Parameters<typeof tellExpiry>[0],
): void => {
  const { id: connectionId, providerId, displayName, secretRefs } = record;
  const expiry = expiryOf(record, serviceExpiresAt, providers.get(providerId)?.provider);
  if (expiry === undefined) return;
  const { at } = expiry;
  const enteredAt = Math.max(0, ...secretRefs.map(({ setAt }) => setAt));
  // An expired one is shown by its state.
  if (at <= now() || at - now() > expirySoonMs || isRecent(enteredAt, settledMs, now())) return;
  if (!connections.tellOfExpiry(connectionId, at)) return;
  // Off, say, or after too many others: then the next look tells it.
  if (notice?.({ kind: 'expires-soon', connectionId, displayName, at }) === false)
    return connections.takeBackToldOfExpiry(connectionId, at);
  const detail = new Date(at).toISOString().slice(0, 10);
  note({ kind: 'connection.expires-soon', connectionId, detail });
};
