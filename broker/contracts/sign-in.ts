import { connectionId, instant, oauthFlow } from '@valetkey/api-contracts';
import { z } from 'zod';

/** Why a sign-in has to be made again. */
export const signInEnd = z.enum([
  /** The service does not accept the refresh token any more. */
  'revoked',
  /** The access token has ended, and there is nothing to renew it with. */
  'expired',
  /** The process was ended while it renewed the tokens, and the service does not accept the old ones any more. */
  'refresh-interrupted',
  /** The service does not accept the client id or its secret. */
  'client-refused',
  /** The service answered a renewal with an error that no waiting mends. */
  'refused',
  'tokens-unreadable',
  /** The identity provider does not accept the user's ID token any more. */
  'id-token-ended',
  /** The service wants more of the user's consent for this request; others go on. */
  'scopes-missing',
]);
export type SignInEnd = z.output<typeof signInEnd>;

/** A connection's sign-in as Settings shows it. */
export const signInView = z.strictObject({
  flows: z.array(oauthFlow).min(1),
  state: z.enum(['signed-out', 'signed-in', 'needs-reconnect']),
  /** With `needs-reconnect`. */
  why: signInEnd.optional(),
  since: instant.optional(),
  scopes: z.array(z.string().max(200)),
  /** The service wanted these for a request that it refused; signing in again with them lets it through. */
  wantedScopes: z.array(z.string().max(200)).optional(),
  /** Of the access token. `renews`: the broker gets the next one by itself. */
  expiresAt: instant.optional(),
  renews: z.boolean(),
  /** Whether signing out can tell the service so (RFC 7009). Not known before the first sign-in. */
  revokes: z.boolean().optional(),
});
export type SignInView = z.output<typeof signInView>;

/** Names a sign-in that is under way, for the settings page only. */
export const signInId = z.string().regex(/^sig_[A-Za-z0-9_-]{21}$/);

/** What the settings page shows while the user signs in. Ask again about once a second. */
export const signInProgress = z.strictObject({
  signInId,
  connectionId,
  flow: oauthFlow,
  state: z.enum(['starting', 'waiting', 'finishing', 'signed-in', 'failed']),
  /** The page that the user is sent to: `host` is to be shown beside the button that opens it. */
  page: z.strictObject({ host: z.string().max(300), opened: z.boolean() }).optional(),
  /** With `deviceCode`: what the user types into that page, and where the page is. */
  device: z.strictObject({ code: z.string().max(64), address: z.string().max(500) }).optional(),
  /** When it is given up. */
  endsAt: instant.optional(),
  /** With `failed`: a word from a closed list. */
  why: z
    .string()
    .regex(/^[a-z0-9-]{1,40}$/)
    .optional(),
});
export type SignInProgress = z.output<typeof signInProgress>;
