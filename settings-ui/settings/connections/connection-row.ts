import { type ConnectionView, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { agoText } from '../../date-text.ts';
import { connectionWords } from '../state-words.ts';
import { nameOf } from './arrange.ts';

/** Both lines of one in the list: what it is and how it stands, where it leads and when it was used. */
export const connectionRow = (
  one: ConnectionView,
  names: ReadonlyMap<string, string>,
): TemplateResult => html`
  <span class="row-line"
    ><span class="row-name theirs">${nameOf(one)}</span
    ><span class="row-badges">${one.holders === 0 ? nothing : badge({ label: `${one.holders} live`, tone: 'plain' })}${badge(connectionWords[one.state])}</span></span
  >
  <span class="row-line quiet-text small"
    ><span class="row-place">${[names.get(one.providerId) ?? one.providerId, one.origins.map(shortOrigin).join(', ')].filter(Boolean).join(' · ')}</span
    ><span class="row-facts">${one.scope === 'workspace' ? 'workspace · ' : ''}${one.lastUsedAt === undefined ? 'never used' : agoText(one.lastUsedAt)}</span></span
  >
`;

const shortOrigin = (origin: string): string => plainText(origin.replace(/^https:\/\//, ''));
