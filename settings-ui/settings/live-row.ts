import type { LiveCapability } from '@valetkey/api-contracts';
import { caveatSentences } from '../access-sentences.ts';
import { dateText } from '../date-text.ts';
import { button, element } from '../element.ts';
import { badge } from './badge.ts';
import type { Act, NameOf } from './row-powers.ts';
import type { ViewPowers } from './view.ts';

export const liveRow = (
  live: LiveCapability,
  nameOf: NameOf,
  act: Act,
  client: ViewPowers['client'],
): HTMLElement => {
  const { id: capabilityId, extension, connectionId, mode, caveats, uses, inFlight, since, endsAt } = live;
  const facts = [
    mode === 'once' ? 'allowed once' : 'always allowed',
    `since ${dateText(since)}`,
    ...(endsAt === undefined ? [] : [`until ${dateText(endsAt)}`]),
    `used ${uses} time(s)`,
  ].join(' · ');
  const light = inFlight > 0 ? { label: 'In use', tone: 'good' } : { label: 'Idle', tone: 'plain' };
  const sentences = caveats.flatMap(caveatSentences).map((sentence) => element('li', {}, sentence));
  return element(
    'article',
    { class: 'row', 'aria-label': `${extension} holds ${nameOf(connectionId)}` },
    element(
      'div',
      { class: 'title' },
      element('h4', {}, `${extension} → ${nameOf(connectionId)}`),
      badge(light),
    ),
    element('ul', { class: 'caveats' }, ...sentences),
    element('p', { class: 'quiet' }, facts),
    element(
      'div',
      { class: 'buttons' },
      button('End', () => act(() => client.revokeCapability({ capabilityId }), 'Ended.'), {
        class: 'danger',
        'data-key': `end ${capabilityId}`,
        'aria-label': `End what ${extension} holds of ${nameOf(connectionId)}`,
      }),
    ),
  );
};
