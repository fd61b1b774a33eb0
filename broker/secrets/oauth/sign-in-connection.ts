import { ValetkeyError } from '@valetkey/api-contracts';
import type { ConnectionInUse } from '../../resolve/connection-in-use.ts';

/** A connection whose provider signs in. */
export type SignInConnection = ConnectionInUse & {
  readonly auth: Extract<ConnectionInUse['auth'], { kind: 'oauth2' }>;
  readonly oauth: NonNullable<ConnectionInUse['oauth']>;
};

/** Throws `sign-in-failed` where the provider does not sign in. */
export const asSignInConnection = (connection: ConnectionInUse): SignInConnection => {
  const { auth, oauth } = connection;
  if (auth.kind !== 'oauth2' || oauth === undefined)
    throw new ValetkeyError({ code: 'sign-in-failed', why: 'flow-missing' });
  return { ...connection, auth, oauth };
};
