import type { Authority } from './connection.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

type SignIn = NonNullable<Authority['signIn']>;

/** Wherever a person reads where a connection signs in: the consent window, the terminal's question, Settings. */
export const signInHeads = {
  keptUpAt: 'Its sign-in is handled by',
  idToken: 'Your ID token is sent only to the identity provider',
} as const satisfies Readonly<Record<string, Message>>;

/** The issuer in an authority with discovery. Authority digests are over these words: they must never change. */
export const namedAtSignIn = 'the authorization server that the MCP server names when you sign in';

/** Codes, client secret and refresh token go there. With discovery one of them is yet to be named. */
export const keptUpAt = <T>(
  say: Say,
  { origins, issuer }: SignIn,
  origin: (text: string) => T,
): (T | string)[] => [...origins.map(origin), ...(issuer === namedAtSignIn ? [say(issuer)] : [])];
