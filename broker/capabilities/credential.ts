import { ValetkeyError } from '@valetkey/api-contracts';
import { type CredentialValues, kindOf, type OutgoingRequest } from '../network/credential-kinds/index.ts';
import type { Scrubber } from '../redaction/scrubber.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { ConnectionInUse } from './connection-in-use.ts';

/** A credential that was opened: it can be placed on a request, and be looked for in the answer. */
export type Credential = {
  readonly inject: (request: OutgoingRequest) => void;
  readonly scrubber: Scrubber;
};

/** Opening takes 15 us and building the scrubber's tables 130; a burst of requests pays for neither. */
const keptMs = 1_000;

/**
 * Opens a connection's secrets. What was opened serves the uses of the next second, and not a moment longer than the
 * vault stays as it is: a lock, a new secret or a changed connection is seen at the very next use.
 */
export const makeCredentialOpener = (powers: {
  readonly vault: Pick<Vault, 'open' | 'epoch'>;
  readonly makeScrubber: (secrets: readonly string[]) => Scrubber;
  readonly now: () => number;
}): ((connection: ConnectionInUse) => Credential) => {
  const { vault, makeScrubber, now } = powers;
  let opened:
    | { connection: ConnectionInUse; epoch: number; until: number; credential: Credential }
    | undefined;
  let built: { version: string; scrubber: Scrubber } | undefined;

  return (connection) => {
    const at = now();
    const epoch = vault.epoch();
    if (opened?.connection === connection && opened.epoch === epoch && at < opened.until)
      return opened.credential;
    opened = undefined;

    const { auth } = connection;
    const kind = kindOf(auth);
    const values = openValues(connection, vault);
    // The same ciphertexts hold the same plaintexts; a form may hold plain fields too (`user:password`).
    const refs = connection.secretRefs.map(({ field, counter }) => [field, counter]);
    const version = JSON.stringify([auth, connection.fields, refs]);
    if (built?.version !== version) built = { version, scrubber: makeScrubber(kind.forms(auth, values)) };

    const credential: Credential = Object.freeze({
      inject: (request: OutgoingRequest) => kind.inject(auth, values, request),
      scrubber: built.scrubber,
    });
    opened = { connection, epoch, until: at + keptMs, credential };
    return credential;
  };
};

const openValues = (
  { id: connectionId, authorityDigest, secretRefs, fields }: ConnectionInUse,
  vault: Pick<Vault, 'open'>,
): CredentialValues => {
  const secrets = new Map<string, Secret>();
  for (const { field, counter } of secretRefs) {
    const result = vault.open({ connectionId, field, authorityDigest, counter });
    if (!result.ok) throw new ValetkeyError({ code: result.code, why: result.why });
    secrets.set(field, result.secret);
  }
  return {
    secret: (field) => {
      const secret = secrets.get(field);
      if (secret === undefined) throw new ValetkeyError({ code: 'secret-missing' });
      return secret;
    },
    has: (field) => secrets.has(field),
    text: (field) => (Object.hasOwn(fields, field) ? String(fields[field]) : undefined),
  };
};
