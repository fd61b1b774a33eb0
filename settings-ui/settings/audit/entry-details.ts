import { type AuditEntry, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { preciseDateText } from '../../date-text.ts';
import { whatHappened } from '../../error-text.ts';
import { ending } from '../attempt.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { byWords, kindWord, outcomeWords, whereTo, whoDid } from './audit-words.ts';

/** Everything that a line holds, and what can be done from it. */
export const entryDetails = (
  entry: AuditEntry,
  data: LiveData,
  powers: Powers,
  close: () => void,
): TemplateResult => {
  const { seq, at, kind, connectionId, grantId, capabilityId, use, link } = entry;
  const connection = data.connections?.find(({ id }) => id === connectionId);
  const facts = {
    When: preciseDateText(at),
    Who: whoDid(entry),
    Where: whereTo(entry) || undefined,
    Connection: connection === undefined ? connectionId : plainText(connection.displayName),
    Service: entry.providerId,
    'Its reason': entry.reason === undefined ? undefined : plainText(entry.reason),
    'Answered by': entry.by === undefined ? undefined : byWords[entry.by],
    Outcome: entry.outcome === undefined ? undefined : outcomeWords[entry.outcome],
    Error: entry.code === undefined ? undefined : `${whatHappened(entry.code)} (${entry.code})`,
    Detail: entry.detail,
    Status: entry.status,
    Took: entry.durationMs === undefined ? undefined : `${Math.round(entry.durationMs)} ms`,
    Sent: bytesText(entry.bytesSent),
    Received: bytesText(entry.bytesReceived),
    'Secrets taken out of the answer': entry.redactions,
    Use: use,
    Grant: grantId,
    Handle: capabilityId,
    Link: link,
  };
  const grant = data.grants?.find((one) => one.id === grantId && one.state !== 'revoked');
  const live = data.live?.find((one) => one.id === capabilityId);
  return html`<section class="entry-details" aria-label="Entry ${seq}">
    <header>
      <h3 tabindex="-1">${kindWord(kind)} <span class="quiet-text small">#${seq}</span></h3>
      ${button('Close', close, { kind: 'quiet', icon: 'close', iconOnly: true, says: 'Close the details', key: 'close details' })}
    </header>
    <dl class="values">${Object.entries(facts).map(([name, value]) => (value === undefined ? nothing : html`<dt>${name}</dt><dd class="theirs">${value}</dd>`))}</dl>
    <div class="buttons">
      ${connection === undefined ? nothing : button('Show connection', () => powers.go({ view: 'connections', connectionId: connection.id }), { key: 'show connection' })}
      ${grant === undefined ? nothing : button('Revoke the grant', () => ending(powers, () => powers.client.revokeGrant({ grantId: grant.id }), 'Revoked.'), { kind: 'danger', key: 'revoke grant' })}
      ${live === undefined ? nothing : button('End the handle', () => ending(powers, () => powers.client.revokeCapability({ capabilityId: live.id }), 'Ended.'), { kind: 'danger', key: 'end handle' })}
    </div>
  </section>`;
};

const bytesText = (bytes: number | undefined): string | undefined => {
  if (bytes === undefined) return undefined;
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
};
