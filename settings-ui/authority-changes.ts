import type { Authority } from '@valetkey/api-contracts';
import { element } from './element.ts';

/** Only rows that differ. Undefined: none does. */
export const authorityChanges = (before: Authority, now: Authority): HTMLElement | undefined => {
  const rows: [string, string, string][] = [
    ['Goes to', before.origins.join(', '), now.origins.join(', ')],
    ['Sign-in', before.placement, now.placement],
    ['Signs in at', signInText(before), signInText(now)],
    ['MCP server', before.mcp ?? 'none', now.mcp ?? 'none'],
    [
      'Service',
      `${before.providerId}, version ${before.providerVersion}`,
      `${now.providerId}, version ${now.providerVersion}`,
    ],
  ];
  return changeTable(rows);
};

/** Which client signs in where, and whom the tokens are for. */
export const signInText = ({ signIn }: Authority): string => {
  if (signIn === undefined) return 'nowhere';
  const { origins, client, issuer, resource } = signIn;
  return [
    origins.join(', '),
    `as ${client}`,
    ...(issuer === undefined ? [] : [`issuer ${issuer}`]),
    ...(resource === undefined ? [] : [`for ${resource}`]),
  ].join('; ');
};

export const changeTable = (rows: readonly [string, string, string][]): HTMLElement | undefined => {
  const differing = rows.filter(([, before, now]) => before !== now);
  if (differing.length === 0) return undefined;
  const cells = ['', 'Then', 'Now'].map((head) => element('th', { scope: 'col' }, head));
  return element(
    'table',
    { class: 'diff' },
    element('thead', {}, element('tr', {}, ...cells)),
    element(
      'tbody',
      {},
      ...differing.map(([head, before, now]) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, head),
          element('td', {}, element('del', {}, before)),
          element('td', {}, element('ins', {}, now)),
        ),
      ),
    ),
  );
};
