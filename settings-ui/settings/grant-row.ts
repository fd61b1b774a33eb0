import type { GrantView } from '@valetkey/api-contracts';
import { caveatSentences } from '../access-sentences.ts';
import { changeTable, signInText } from '../authority-changes.ts';
import { dateText } from '../date-text.ts';
import { button, type Child, element } from '../element.ts';
import { badge } from './badge.ts';
import { confirm } from './confirm.ts';
import type { Act, NameOf } from './row-powers.ts';
import type { ViewPowers } from './view.ts';

export const grantRow = (
  grant: GrantView,
  nameOf: NameOf,
  act: Act,
  client: ViewPowers['client'],
): HTMLElement => {
  const { id: grantId, principal, connectionId, caveats, state, createdAt, lastUsedAt, uses, reason } = grant;
  const title = `${principal.id} → ${nameOf(connectionId)}`;
  const suspended = state === 'suspended';
  const confirmIt = async (): Promise<void> => {
    const about: Child[] = [
      element('p', {}, 'This was allowed before something changed. Look at both sides.'),
      differences(grant) ?? element('p', {}, 'Everything that decides is as it was.'),
    ];
    if (!(await confirm({ title: `Allow ${title} again?`, about, yes: 'Allow it as it is now' }))) return;
    await act(async () => {
      await client.confirmGrant({ grantId });
      return {};
    }, 'Allowed again.');
  };
  const facts = [
    `version ${principal.version}`,
    `since ${dateText(createdAt)}`,
    lastUsedAt === undefined ? 'never used' : `last used ${dateText(lastUsedAt)}`,
    `handed out ${uses} time(s)`,
  ].join(' · ');
  return element(
    'article',
    { class: 'row', 'aria-label': title },
    element(
      'div',
      { class: 'title' },
      element('h4', {}, title),
      badge(suspended ? { label: 'Suspended', tone: 'bad' } : { label: 'Always', tone: 'good' }),
    ),
    element('ul', { class: 'caveats' }, ...caveatSentences(caveats).map((one) => element('li', {}, one))),
    element('p', { class: 'quiet' }, 'In its own words: ', element('q', {}, reason)),
    element('p', { class: 'quiet' }, facts),
    ...(suspended ? [differences(grant)] : []),
    element(
      'div',
      { class: 'buttons' },
      ...(suspended ? [button('Confirm…', confirmIt, { 'data-key': `confirm ${grantId}` })] : []),
      button('Revoke', () => act(() => client.revokeGrant({ grantId }), 'Revoked.'), {
        class: 'danger',
        'data-key': `revoke ${grantId}`,
        'aria-label': `Revoke ${title}`,
      }),
    ),
  );
};

const differences = ({ authority, principal, now }: GrantView): HTMLElement | undefined => {
  const gone = 'not there now';
  const place = now?.authority;
  const who = now?.principal;
  return changeTable([
    ['Goes to', authority.origins.join(', '), place?.origins.join(', ') ?? gone],
    ['Sign-in', authority.placement, place?.placement ?? gone],
    ['Signs in at', signInText(authority), place === undefined ? gone : signInText(place)],
    ['MCP server', authority.mcp ?? 'none', place === undefined ? gone : (place.mcp ?? 'none')],
    ['Service version', String(authority.providerVersion), String(place?.providerVersion ?? gone)],
    ['Extension version', principal.version, who?.version ?? gone],
    ['Extension content', principal.contentDigest.slice(0, 16), who?.contentDigest.slice(0, 16) ?? gone],
  ]);
};
