import { plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { agoText, dayText } from '../../date-text.ts';
import { say } from '../../say.ts';
import { connectionWords, extensionWords } from '../state-words.ts';
import { nameOf } from './arrange.ts';
import { expiryBadge } from './expiry-text.ts';

/** Both lines of one in the list: what it is and how it stands, where it leads and when it was used. */
export function connectionRow(one: ConnectionView, names: ReadonlyMap<string, string>): TemplateResult {
  return html`
  <span class="row-line"
    ><span class="row-name theirs">${nameOf(one)}</span
    ><span class="row-badges">${one.holders === 0 ? nothing : badge({ label: say.count('{count} live', one.holders), tone: 'plain' })}${expiryBadge(one.expiry)}${badge(one.notInstalled ? extensionWords['not-installed'] : connectionWords[one.state])}</span></span
  >
  <span class="row-line quiet-text small"
    ><span class="row-place">${[names.get(one.providerId) ?? one.providerId, one.origins.map(shortOrigin).join(', ')].filter(Boolean).join(' · ')}</span
    ><span class="row-facts">${factsOf(one).join(' · ')}</span></span
  >
`;
}

const factsOf = ({ scope, expiry, lastUsedAt }: ConnectionView): string[] => [
  ...(scope === 'workspace' ? [say('workspace')] : []),
  ...(expiry === undefined ? [] : [say('expires {when}', { when: dayText(expiry.at) })]),
  lastUsedAt === undefined ? say('never used') : agoText(lastUsedAt),
];

const shortOrigin = (origin: string): string => plainText(origin.replace(/^https:\/\//, ''));
