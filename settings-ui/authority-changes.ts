import type { Authority, GrantView } from '@valetkey/api-contracts';
import type { TemplateResult } from 'lit';
import { type DiffRow, diffTable } from './diff-table.ts';

/** Only rows that differ. Undefined: none does. */
export const authorityChanges = (before: Authority, now: Authority): TemplateResult | undefined =>
  changeTable([...placeRows(before, now), ['Service', serviceText(before), serviceText(now)]]);

/** A suspended grant: what was agreed, beside what is there now. */
export const grantChanges = ({ authority, principal, now }: GrantView): TemplateResult | undefined => {
  const who = now?.principal;
  return changeTable([
    ...placeRows(authority, now?.authority),
    ['Service version', String(authority.providerVersion), String(now?.authority?.providerVersion ?? gone)],
    ['Extension version', principal.version, who?.version ?? gone],
    ['Extension content', principal.contentDigest.slice(0, 16), who?.contentDigest.slice(0, 16) ?? gone],
  ]);
};

const gone = 'not there now';

const placeRows = (before: Authority, now: Authority | undefined): readonly DiffRow[] => {
  const row = (what: string, textOf: (one: Authority) => string): DiffRow => [
    what,
    textOf(before),
    now === undefined ? gone : textOf(now),
  ];
  return [
    row('Goes to', ({ origins }) => origins.join(', ')),
    row('Whose it is', scopeText),
    row('Sign-in', ({ placement }) => placement),
    row('Signs in at', signInText),
    row('MCP server', ({ mcp }) => mcp ?? 'none'),
  ];
};

const serviceText = ({ providerId, providerVersion }: Authority): string =>
  `${providerId}, version ${providerVersion}`;

/** A user's own is what there was before scopes counted. */
const scopeText = ({ scope }: Authority): string =>
  scope === 'workspace' ? 'of the workspace that is open' : 'yours, in every workspace';

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

const changeTable = (rows: readonly DiffRow[]): TemplateResult | undefined => {
  const differing = rows.filter(([, before, now]) => before !== now);
  return differing.length === 0 ? undefined : diffTable('What', differing);
};
