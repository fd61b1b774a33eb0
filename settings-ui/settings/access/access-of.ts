import {
  type ConnectionId,
  type ExtensionId,
  type GrantView,
  type LiveCapability,
  type McpAsking,
  plainText,
} from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { caveatSentences } from '../../access-sentences.ts';
import { grantChanges } from '../../authority-changes.ts';
import { badge } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { confirm } from '../../components/dialog.ts';
import { agoText, dateText } from '../../date-text.ts';
import { toolChangesTable } from '../../tool-changes.ts';
import { toolList } from '../../tool-list.ts';
import { attempt, ending } from '../attempt.ts';
import { type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';

/** One side of the table of who may use what: of a connection its extensions, of an extension its connections. */
export type Side = { readonly connectionId: ConnectionId } | { readonly extension: ExtensionId };

export const accessOf = (
  side: Side,
  data: LiveData,
  powers: Powers,
  title = 'extension' in side ? 'What it may use' : 'Who may use it',
): TemplateResult => {
  const grants = (data.grants ?? []).filter(
    (one) => one.state !== 'revoked' && isOf(side, one.connectionId, one.principal.id),
  );
  const live = (data.live ?? []).filter((one) => isOf(side, one.connectionId, one.extension));
  const nothingThere = grants.length === 0 && live.length === 0;
  const rows = [
    ...grants.map((grant) => grantRow(grant, side, data, powers)),
    ...live.map((one) => liveRow(one, side, data, powers)),
  ];
  return html`<section class="access-of" aria-label=${title}>
    <header>
      <h3 tabindex="-1" data-home class="theirs">${title}</h3>
      ${nothingThere ? nothing : revokeAll(side, powers)}
    </header>
    ${
      nothingThere
        ? html`<p class="quiet-text">${'extension' in side ? 'Nothing now. It asks when it needs something.' : 'Nobody now. An extension asks you when it needs it.'}</p>`
        : html`<ul class="rows">${rows.map((row) => html`<li>${row}</li>`)}</ul>`
    }
  </section>`;
};

const isOf = (side: Side, connectionId: string, extension: string): boolean =>
  'extension' in side ? side.extension === extension : side.connectionId === connectionId;

const revokeAll = (side: Side, powers: Powers): TemplateResult => {
  const { client } = powers;
  const [id, called, run] =
    'extension' in side
      ? [side.extension, side.extension, () => client.revokeExtension(side)]
      : [side.connectionId, 'this connection', () => client.revokeConnection(side)];
  return button('Revoke all', () => ending(powers, run, 'Revoked.'), {
    kind: 'danger',
    key: `revoke all ${id}`,
    says: `Revoke all of ${called}`,
  });
};

/** What the other side of a row is called. */
const otherSide = (side: Side, connectionId: string, extension: string, data: LiveData): string => {
  if ('connectionId' in side) return extension;
  const connection = data.connections?.find(({ id }) => id === connectionId);
  return plainText(connection?.displayName ?? 'a deleted connection');
};

const grantRow = (grant: GrantView, side: Side, data: LiveData, powers: Powers): TemplateResult => {
  const { id: grantId, principal, connectionId, caveats, state, createdAt, lastUsedAt, uses, reason } = grant;
  const suspended = state === 'suspended';
  const asks = caveats.mcpTools.length > 0 && !suspended;
  const title = otherSide(side, connectionId, principal.id, data);
  const facts = [
    `version ${plainText(principal.version)}`,
    `since ${dateText(createdAt)}`,
    lastUsedAt === undefined ? 'never used' : `last used ${agoText(lastUsedAt)}`,
    `handed out ${times(uses)}`,
  ];
  return html`<article class="access-row" aria-label="${title}, ${suspended ? 'suspended' : 'always allowed'}">
    <div class="row-line">
      <h4 class="theirs">${title}</h4>
      ${badge(suspended ? { label: 'Suspended', tone: 'bad' } : { label: 'Always', tone: 'good' })}
    </div>
    <ul class="bullets">${caveatSentences(caveats, grant.authority).map((one) => html`<li>${one}</li>`)}</ul>
    <p class="quiet-text small theirs">In its own words: <q>${plainText(reason)}</q></p>
    <p class="quiet-text small">${facts.join(' · ')}</p>
    ${asks ? toolsOf(grant, title, powers) : nothing}
    ${suspended ? html`<p class="small">It changed since you allowed it, so it cannot be used until you look.</p>${changesOf(grant) ?? nothing}` : nothing}
    <div class="buttons">
      ${suspended ? button('Confirm…', () => confirmGrant(grant, title, powers), { key: `confirm ${grantId}`, says: `Confirm ${title}` }) : nothing}
      ${button('Revoke', () => ending(powers, () => powers.client.revokeGrant({ grantId }), 'Revoked.'), { kind: 'danger', key: `revoke ${grantId}`, says: `Revoke ${title}` })}
    </div>
  </article>`;
};

const changesOf = (grant: GrantView): TemplateResult | undefined => {
  const place = grantChanges(grant);
  const { toolChanges } = grant.now ?? {};
  const tools = toolChanges === undefined ? undefined : toolChangesTable(toolChanges);
  return place === undefined && tools === undefined ? undefined : html`${place} ${tools}`;
};

/** The tools that were agreed to, and at which calls the user wants to be asked. */
const toolsOf = (grant: GrantView, title: string, powers: Powers): TemplateResult => {
  const { id: grantId, tools, mcpAsking } = grant;
  const set = (asking: McpAsking): void =>
    void attempt(powers, async () => {
      await powers.client.setGrantAsking({ grantId, asking });
      powers.say('Saved: it holds from the next call on.');
    });
  const count = tools === undefined ? '' : ` (${tools.length})`;
  return html`<details>
    <summary>MCP tools${count}, and when to ask<span class="unseen"> for ${title}</span></summary>
    ${toolList(tools, { value: mcpAsking ?? { rule: 'none', always: [], never: [] }, set })}
  </details>`;
};

const confirmGrant = async (grant: GrantView, title: string, powers: Powers): Promise<void> => {
  const { id: grantId } = grant;
  const about = html`<p>This was allowed before something changed. Look at both sides.</p>
    ${changesOf(grant) ?? html`<p>Everything that decides is as it was.</p>`}`;
  if (!(await confirm({ title: `Allow ${title} again?`, about, yes: 'Allow it as it is now' }))) return;
  await attempt(powers, async () => {
    const { digest } = grant.now ?? {};
    if (digest !== undefined) await powers.client.confirmGrant({ grantId, digest });
    powers.say('Allowed again.');
  });
};

const liveRow = (live: LiveCapability, side: Side, data: LiveData, powers: Powers): TemplateResult => {
  const { id: capabilityId, extension, connectionId, mode, caveats, uses, inFlight, since, endsAt } = live;
  const title = otherSide(side, connectionId, extension, data);
  const facts = [
    mode === 'once' ? 'allowed once' : 'always allowed',
    `since ${dateText(since)}`,
    ...(endsAt === undefined ? [] : [`until ${dateText(endsAt)}`]),
    uses === 0 ? 'not used yet' : `used ${times(uses)}`,
  ];
  const service = providerNamed(data.connections?.find(({ id }) => id === connectionId)?.providerId, data);
  const busy = inFlight > 0;
  return html`<article class="access-row" aria-label="${title}, live handle">
    <div class="row-line">
      <h4 class="theirs"><span class="light ${busy ? 'on' : ''}" aria-hidden="true"></span>${title}</h4>
      ${badge(busy ? { label: 'In use now', tone: 'good' } : { label: 'Live, idle', tone: 'plain' })}
    </div>
    ${caveats.map(
      (level, at) => html`${at === 0 ? nothing : html`<p>Made weaker: of that only</p>`}
        <ul class="bullets">${caveatSentences(level, service).map((one) => html`<li>${one}</li>`)}</ul>`,
    )}
    <p class="quiet-text small">${facts.join(' · ')}</p>
    <div class="buttons">
      ${button('End', () => ending(powers, () => powers.client.revokeCapability({ capabilityId }), 'Ended.'), { kind: 'danger', key: `end ${capabilityId}`, says: `End what is held: ${title}` })}
    </div>
  </article>`;
};

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);
