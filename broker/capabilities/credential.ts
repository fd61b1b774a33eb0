import { ValetkeyError } from '@valetkey/api-contracts';
import { kindOf, type OutgoingRequest } from '../network/credential-kinds/index.ts';
import type { Scrubber } from '../redaction/scrubber.ts';
import type { Secret } from '../vault/secret.ts';
import type { Vault } from '../vault/vault.ts';
import type { ConnectionInUse } from './connection-in-use.ts';

/** A credential that was opened for one use: it can be placed on a request, and be looked for in the answer. */
export type Credential = {
  readonly inject: (request: OutgoingRequest) => void;
  readonly scrubber: Scrubber;
};

/**
 * Opens the connection's secrets at every use. Kept between uses is only the scrubber, whose tables take longer to
 * build than a secret takes to open; it goes with the session, and with the secret that it was made for.
 */
export const makeCredentialOpener = (powers: {
  readonly vault: Pick<Vault, 'open'>;
  readonly makeScrubber: (secrets: readonly string[]) => Scrubber;
}) => {
  let kept: { readonly version: string; readonly scrubber: Scrubber } | undefined;

  return (connection: ConnectionInUse): Credential => {
    const { auth, fields } = connection;
    const secrets = new Map<string, Secret>();
    for (const { field, counter } of connection.secretRefs) {
      const { id: connectionId, authorityDigest } = connection;
      const opened = powers.vault.open({ connectionId, field, authorityDigest, counter });
      if (!opened.ok) throw new ValetkeyError({ code: opened.code, why: opened.why });
      secrets.set(field, opened.secret);
    }
    const values = {
      secret: (field: string): Secret => {
        const secret = secrets.get(field);
        if (secret === undefined) throw new ValetkeyError({ code: 'secret-missing' });
        return secret;
      },
      text: (field: string): string | undefined => {
        const value = Object.hasOwn(fields, field) ? fields[field] : undefined;
        return value === undefined ? undefined : String(value);
      },
    };
    const kind = kindOf(auth);
    const version = connection.secretRefs.map(({ field, counter }) => `${field}:${counter}`).join();
    if (kept?.version !== version) {
      kept = { version, scrubber: powers.makeScrubber(kind.forms(auth, values)) };
    }
    return { inject: (request) => kind.inject(auth, values, request), scrubber: kept.scrubber };
  };
};
