import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import { asSignInConnection } from '../secrets/oauth/sign-in-connection.ts';
import type { OauthPowers } from './oauth-powers.ts';
import { type Revoked, revokeTokens } from './revoke-tokens.ts';
import type { TokenKeeper } from './token-keeper.ts';

/**
 * Forgets the tokens, on disk when this returns, and gives the way to tell the service (RFC 7009): forgetting must not
 * depend on a network. Whether the service was told is a line in the audit log.
 */
export function disconnect(
  connection: ConnectionInUse,
  powers: OauthPowers & {
    readonly keeper: Pick<TokenKeeper, 'newest' | 'forget'>;
  },
): { revoke(): Promise<Revoked> } {
  const { rows, door, audit, keeper } = powers;
  const { id: connectionId } = connection;
  const session = rows.get(connectionId)?.session;
  // Tokens that cannot be opened cannot be revoked by name.
  const tokens = keeper.newest(connection);
  audit.appendDurably({ kind: 'connection.signed-out', connectionId });
  rows.remove(connectionId);
  door.forget(connectionId);
  keeper.forget(connectionId);
  return {
    revoke: async () => {
      if (tokens === undefined || session === undefined) return 'nothing-to-revoke';
      return revokeTokens(asSignInConnection(connection), session, tokens, powers);
    },
  };
}
