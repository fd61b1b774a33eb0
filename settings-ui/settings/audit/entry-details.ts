import { type Caveats, type Limits, plainText } from '@valetkey/api-contracts';
import { type AuditEntry, amountText, bytesText, eachSet, type Happening } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { caveatSentences } from '../../caveat-sentences.ts';
import { button } from '../../components/button.ts';
import { dateText, preciseDateText } from '../../date-text.ts';
import { whatHappened } from '../../error-text.ts';
import { say } from '../../say.ts';
import { revokeGrants } from '../access/revoke-access.ts';
import { ending } from '../attempt.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { byWords, happeningWord, outcomeWords, whereTo, whoDid } from './audit-words.ts';

/** Everything that a line holds, and what can be done from it. */
export function entryDetails(
  { entry, entries, ...happening }: Happening,
  data: LiveData,
  powers: Powers,
  close: () => void,
): TemplateResult {
  const { at, connectionId, grantId, capabilityId, use, link } = entry;
  const connection = data.connections?.find(({ id }) => id === connectionId);
  const hops = entries.filter((one) => one.kind === 'use.hop').toReversed();
  const began = happening.whole ? entries.at(-1) : undefined;
  const numbers = entries
    .map(({ seq }) => `#${seq}`)
    .toReversed()
    .join(' ');
  const facts = [
    [say('When'), preciseDateText(at)],
    [say('Began'), began === undefined ? undefined : preciseDateText(began.at)],
    [say('Follow-up requests'), hops.length === 0 ? undefined : hops.map(whereTo).join(', ')],
    [say('Who'), whoDid(entry)],
    [say('Where'), whereTo(entry) || undefined],
    [say('Connection'), nameOf(entry, connection?.displayName)],
    [say('Service'), entry.providerId],
    [say('Workspace'), entry.workspace === undefined ? undefined : plainText(entry.workspace)],
    [say('Asked'), limitsOf(entry.asked)],
    [say('Given'), limitsOf(entry.given)],
    [say('Limited to'), entry.limits === undefined ? undefined : limitsText(entry.limits)],
    [say('May go to'), entry.origins === undefined ? undefined : plainText(entry.origins.join(', '))],
    [say('Its reason'), entry.reason === undefined ? undefined : plainText(entry.reason)],
    [say('Answered by'), entry.by === undefined ? undefined : byWords[entry.by]],
    [say('Outcome'), entry.outcome === undefined ? undefined : outcomeWords[entry.outcome]],
    [say('Error'), entry.code === undefined ? undefined : `${whatHappened(entry.code)} (${entry.code})`],
    [say('Detail'), entry.detail],
    [say('Status'), entry.status],
    [
      say('Took'),
      entry.durationMs === undefined
        ? undefined
        : say('{count} ms', { count: String(Math.round(entry.durationMs)) }),
    ],
    [say('Sent'), entry.bytesSent === undefined ? undefined : bytesText(say, entry.bytesSent)],
    [say('Received'), entry.bytesReceived === undefined ? undefined : bytesText(say, entry.bytesReceived)],
    [say('Secrets removed from the answer'), entry.redactions],
    [say('Use'), use],
    [say('Grant'), grantId],
    [say('Session'), capabilityId],
    [say('Made from'), entry.parent],
    [say('Digest of the limits'), entry.tooLong],
    [say('Link'), link],
  ] as const;
  const grant = data.grants?.find((one) => one.id === grantId && one.state !== 'revoked');
  const live = data.live?.find((one) => one.id === capabilityId);
  return html`<section class="entry-details" aria-label=${say('Entry {numbers}', { numbers })}>
    <header>
      <h3 tabindex="-1">${happeningWord({ entry, ...happening })} <span class="quiet-text small">${numbers}</span></h3>
      ${button(say('Close'), close, { kind: 'quiet', icon: 'close', iconOnly: true, says: say('Close the details'), key: 'close details' })}
    </header>
    <dl class="values">${facts.map(([name, value]) => (value === undefined ? nothing : html`<dt>${name}</dt><dd class="theirs">${value}</dd>`))}</dl>
    <div class="buttons">
      ${connection === undefined ? nothing : button(say('Show connection'), () => powers.go({ view: 'connections', connectionId: connection.id }), { key: 'show connection' })}
      ${grant === undefined ? nothing : button(say('Revoke the grant'), () => revokeGrants([grant.id], powers), { kind: 'danger', key: 'revoke grant' })}
      ${live === undefined ? nothing : button(say('End the session'), () => ending(powers, () => powers.client.revokeCapability({ capabilityId: live.id }), say('Ended.')), { kind: 'danger', key: 'end handle' })}
    </div>
  </section>`;
}

/** As it is called now, and as it was called then; one that is gone is known by the log alone. */
const nameOf = (
  { connectionId, connectionName }: AuditEntry,
  now: string | undefined,
): string | undefined => {
  const name = now ?? connectionName;
  if (name === undefined || connectionName === undefined || connectionName === name)
    return name === undefined ? connectionId : plainText(name);
  return plainText(say('{name} (then called {before})', { name, before: connectionName }));
};

/** Whether it had an MCP server, the line does not say. */
const limitsOf = (limits: Caveats | undefined): string | undefined =>
  limits === undefined ? undefined : plainText(caveatSentences(limits, undefined).join(' '));

/** Only what was named: the rest is as it was given. */
const limitsText = ({
  methods,
  paths,
  mcpTools,
  expiresAt,
  asks = [],
  runs = [],
  ...budgets
}: Limits): string =>
  plainText(
    [
      methods?.join(', '),
      paths?.join(', '),
      mcpTools?.join(', '),
      expiresAt && say('until {when}', { when: dateText(expiresAt) }),
      ...eachSet(budgets, (kind, atMost) => say('{amount} a day', { amount: amountText(say, kind, atMost) })),
      asks.length > 0 &&
        (runs.length === 0
          ? say('asks before {requests}', { requests: asks.join(', ') })
          : say('asks before {requests} except {others}', {
              requests: asks.join(', '),
              others: runs.join(', '),
            })),
    ]
      .filter((part) => part !== undefined && part !== false && part !== '')
      .join('; '),
  );
