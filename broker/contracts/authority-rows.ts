import { asciiOrigin } from '@valetkey/api-contracts';
import type { ChangeRow } from './change-rows.ts';
import type { Authority } from './connection.ts';
import { scopeText } from './scope-text.ts';
import { namedAtSignIn } from './sign-in-places.ts';
import type { Say } from './texts/say.ts';

/**
 * What decides where a secret goes, in words. Rows that do not differ are among them. In Settings, in the consent window
 * and in what main asks alike; `now` is absent where there is nothing any more.
 */
export function authorityRows(say: Say, before: Authority, now: Authority | undefined): ChangeRow[] {
  const row = (what: string, textOf: (one: Authority) => string): ChangeRow => [
    what,
    textOf(before),
    now === undefined ? say(notThereNow) : textOf(now),
  ];
  return [
    row(say('Goes to'), ({ origins }) => origins.map(asciiOrigin).join(', ') || say('none')),
    row(say('Scope'), (one) => scopeText(say, one)),
    row(say('Sign-in'), ({ placement }) => placement),
    row(say('Signs in at'), (one) => signInText(say, one)),
    row(say('MCP server'), ({ mcp }) => mcp ?? say('none')),
    row(say('Requests'), ({ requests }) => requests ?? say('as the extension asks')),
    row(say('Service'), ({ providerId: service, providerVersion }) =>
      say('{service}, version {version}', { service, version: String(providerVersion) }),
    ),
  ];
}

/** Where no row differs, and something did change. */
export const unseenChange = (say: Say, { mcp }: Authority): string =>
  mcp === undefined
    ? say('The place is the same. The extension itself changed.')
    : say("The place is the same. The extension itself, or the MCP server's tools, changed.");

export const notThereNow = 'not there now';

/** Which client signs in where, and whom the tokens are for. */
const signInText = (say: Say, { signIn }: Authority): string => {
  if (signIn === undefined) return say('nowhere');
  const { origins, client, issuer, resource, identityProvider } = signIn;
  return [
    origins.map(asciiOrigin).join(', '),
    say('as {client}', { client }),
    ...(issuer === undefined
      ? []
      : [say('issuer {issuer}', { issuer: issuer === namedAtSignIn ? say(issuer) : issuer })]),
    ...(resource === undefined ? [] : [say('for {resource}', { resource })]),
    ...(identityProvider === undefined
      ? []
      : [
          say('ID token to {places} as {client}', {
            places: identityProvider.at.map(asciiOrigin).join(', '),
            client: identityProvider.client,
          }),
        ]),
  ].join('; ');
};
