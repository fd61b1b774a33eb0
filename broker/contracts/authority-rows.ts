import type { Authority } from './connection.ts';
import { workspaceText } from './workspace.ts';

/** What decides where a secret goes, in words: what, as it was, as it is. Rows that do not differ are among them. */
export type AuthorityRow = [what: string, then: string, now: string];

/** In settings page, consent window and main's own prompts alike. `now` is absent where there is nothing any more. */
export function authorityRows(before: Authority, now: Authority | undefined): AuthorityRow[] {
  const row = (what: string, textOf: (one: Authority) => string): AuthorityRow => [
    what,
    textOf(before),
    now === undefined ? notThereNow : textOf(now),
  ];
  return [
    row('Goes to', ({ origins }) => origins.join(', ')),
    row('Whose it is', scopeText),
    row('Sign-in', ({ placement }) => placement),
    row('Signs in at', signInText),
    row('MCP server', ({ mcp }) => mcp ?? 'none'),
  ];
}

export const notThereNow = 'not there now';

/** A user's own is what there was before scopes counted. */
const scopeText = ({ scope, workspace }: Pick<Authority, 'scope' | 'workspace'>): string => {
  if (scope !== 'workspace') return 'yours, in every workspace';
  return workspace === undefined ? 'of no known workspace' : `of the workspace ${workspaceText(workspace)}`;
};

/** Which client signs in where, and whom the tokens are for. */
const signInText = ({ signIn }: Authority): string => {
  if (signIn === undefined) return 'nowhere';
  const { origins, client, issuer, resource, identityProvider } = signIn;
  return [
    origins.join(', '),
    `as ${client}`,
    ...(issuer === undefined ? [] : [`issuer ${issuer}`]),
    ...(resource === undefined ? [] : [`for ${resource}`]),
    ...(identityProvider === undefined
      ? []
      : [`ID token to ${identityProvider.at.join(', ')} as ${identityProvider.client}`]),
  ].join('; ');
};
