import { type Authority, type GrantView, plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';

/** Only rows that differ. Undefined: none does. */
export const authorityChanges = (before: Authority, now: Authority): TemplateResult | undefined =>
  changeTable([
    ['Goes to', before.origins.join(', '), now.origins.join(', ')],
    ['Whose it is', scopeText(before), scopeText(now)],
    ['Sign-in', before.placement, now.placement],
    ['Signs in at', signInText(before), signInText(now)],
    ['MCP server', before.mcp ?? 'none', now.mcp ?? 'none'],
    [
      'Service',
      `${before.providerId}, version ${before.providerVersion}`,
      `${now.providerId}, version ${now.providerVersion}`,
    ],
  ]);

/** A suspended grant: what was agreed, beside what is there now. */
export const grantChanges = ({ authority, principal, now }: GrantView): TemplateResult | undefined => {
  const gone = 'not there now';
  const place = now?.authority;
  const who = now?.principal;
  return changeTable([
    ['Goes to', authority.origins.join(', '), place?.origins.join(', ') ?? gone],
    ['Whose it is', scopeText(authority), place === undefined ? gone : scopeText(place)],
    ['Sign-in', authority.placement, place?.placement ?? gone],
    ['Signs in at', signInText(authority), place === undefined ? gone : signInText(place)],
    ['MCP server', authority.mcp ?? 'none', place === undefined ? gone : (place.mcp ?? 'none')],
    ['Service version', String(authority.providerVersion), String(place?.providerVersion ?? gone)],
    ['Extension version', principal.version, who?.version ?? gone],
    ['Extension content', principal.contentDigest.slice(0, 16), who?.contentDigest.slice(0, 16) ?? gone],
  ]);
};

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

const changeTable = (rows: readonly [string, string, string][]): TemplateResult | undefined => {
  const differing = rows.filter(([, before, now]) => before !== now);
  if (differing.length === 0) return undefined;
  return html`<table class="diff">
    <thead><tr>${['What', 'Then', 'Now'].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${differing.map(
      ([head, before, now]) =>
        html`<tr><th scope="row">${head}</th><td><del>${plainText(before)}</del></td><td><ins>${plainText(now)}</ins></td></tr>`,
    )}</tbody>
  </table>`;
};
