import { plainText } from '@valetkey/api-contracts';
import type { AuditEntry, ExtensionView, Happening } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { appName } from '../../app-name.ts';
import { badge } from '../../components/badge.ts';
import { icon } from '../../components/icon.ts';
import { serviceIcon } from '../../components/service-icon.ts';
import { timeText } from '../../date-text.ts';
import type { ActivityRow } from './activity-rows.ts';
import { happeningWord, outcomeTone, outcomeWord, whereTo, whoDid } from './audit-words.ts';

/** What there still is of what the log names. */
export type Known = {
  readonly connectionName: (id: AuditEntry['connectionId']) => string | undefined;
  readonly extension: (id: AuditEntry['extension']) => ExtensionView | undefined;
};

export const activityRow = (row: ActivityRow, known: Known): TemplateResult =>
  'day' in row ? html`<span class="log-day">${row.day}</span>` : happeningRow(row, known);

/** Who did what, where, and what came of it. */
const happeningRow = (happening: Happening, known: Known): TemplateResult => {
  const { entry } = happening;
  // Where there is little room, what nearly all have is left out; the details have it.
  const where = whereTo(entry).replace('https://', '');
  const connection = plainText(known.connectionName(entry.connectionId) ?? entry.connectionName ?? '');
  const outcome = outcomeWord(entry);
  return html`<span class="log-line">
    ${who(entry, known)}
    <span class="log-text">
      <span class="log-top">
        ${whoText(entry, known)}
        <span class="log-kind">${happeningWord(happening)}</span>
      </span>
      <span class="log-bottom small">
        ${where === '' ? nothing : html`<span class="log-where origin">${where}</span>`}
        ${connection === '' ? nothing : html`<span class="log-connection quiet-text">${where === '' ? connection : html`· ${connection}`}</span>`}
      </span>
    </span>
    <span class="log-how">${outcome === '' ? nothing : badge({ label: outcome, tone: outcomeTone(entry) })}</span>
    <span class="log-at quiet-text small">${timeText(entry.at)}</span>
  </span>`;
};

const who = ({ extension: id, kind }: AuditEntry, known: Known): TemplateResult => {
  if (id === undefined) {
    const own = whoDid({ extension: undefined, kind } as AuditEntry) === appName;
    return html`<span class="service-icon small">${icon(own ? 'shield' : 'person')}</span>`;
  }
  const extension = known.extension(id);
  return serviceIcon({ name: plainText(extension?.displayName ?? id), id, png: extension?.icon }, 'small');
};

/** What an extension calls itself never stands without the id that says whose it is. */
const whoText = (entry: AuditEntry, known: Known): TemplateResult => {
  const { extension: id } = entry;
  const name = known.extension(id)?.displayName;
  if (id === undefined || name === undefined) return html`<b class="log-who">${whoDid(entry)}</b>`;
  return html`<span class="log-who"><b class="theirs">${plainText(name)}</b> <code>${id}</code></span>`;
};
