import { type AuditEntry, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { preciseDateText } from '../../date-text.ts';
import { kindWord, outcomeTone, outcomeWord, whereTo, whoDid } from './audit-words.ts';

/** One line of the log. `nameOf`: of a connection that there still is. */
export const auditRow = (
  entry: AuditEntry,
  nameOf: (id: AuditEntry['connectionId']) => string | undefined,
): TemplateResult => {
  // Where there is little room, what nearly all have is left out; the details have it.
  const where = whereTo(entry).replace('https://', '');
  return html`<span class="log-line">
  <span class="log-at quiet-text">${preciseDateText(entry.at)}</span>
  <span class="log-kind">${kindWord(entry.kind)}</span>
  <span class="log-who">${whoDid(entry)}</span>
  ${
    where === ''
      ? html`<span class="log-where">${plainText(nameOf(entry.connectionId) ?? '')}</span>`
      : html`<span class="log-where origin">${where}</span>`
  }
  <span class="log-how">${outcomeWord(entry) === '' ? nothing : badge({ label: outcomeWord(entry), tone: outcomeTone(entry) })}</span>
</span>`;
};
