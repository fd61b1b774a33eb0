import type { Authority } from './connection.ts';
import { scopeText } from './scope-text.ts';
import { namedAtSignIn } from './sign-in-places.ts';
import type { Say } from './texts/say.ts';

/** What decides where a secret goes, in words: what, as it was, as it is. Rows that do not differ are among them. */
export type AuthorityRow = [what: string, then: string, now: string];

/** In settings page, consent window and main's own prompts alike. `now` is absent where there is nothing any more. */
export function authorityRows(say: Say, before: Authority, now: Authority | undefined): AuthorityRow[] {
  const row = (what: string, textOf: (one: Authority) => string): AuthorityRow => [
    what,
    textOf(before),
    now === undefined ? say(notThereNow) : textOf(now),
  ];
  return [
    row(say('Goes to'), ({ origins }) => origins.join(', ')),
    row(say('Scope'), (one) => scopeText(say, one)),
    row(say('Sign-in'), ({ placement }) => placement),
    row(say('Signs in at'), (one) => signInText(say, one)),
    row(say('MCP server'), ({ mcp }) => mcp ?? say('none')),
    row(say('Requests'), ({ requests }) => requests ?? say('as the extension asks')),
  ];
}

export const notThereNow = 'not there now';

/** Which client signs in where, and whom the tokens are for. */
const signInText = (say: Say, { signIn }: Authority): string => {
  if (signIn === undefined) return say('nowhere');
  const { origins, client, issuer, resource, identityProvider } = signIn;
  return [
    origins.join(', '),
    say('as {client}', { client }),
    ...(issuer === undefined
      ? []
      : [say('issuer {issuer}', { issuer: issuer === namedAtSignIn ? say(issuer) : issuer })]),
    ...(resource === undefined ? [] : [say('for {resource}', { resource })]),
    ...(identityProvider === undefined
      ? []
      : [
          say('ID token to {places} as {client}', {
            places: identityProvider.at.join(', '),
            client: identityProvider.client,
          }),
        ]),
  ].join('; ');
};
