import { plainText, type TaskId } from '@valetkey/api-contracts';
import {
  eachSet,
  type GrantView,
  leftOf,
  type McpAsking,
  spentText,
  uncountedText,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { grantChanges } from '../../authority-changes.ts';
import { caveatSentences } from '../../caveat-sentences.ts';
import { button } from '../../components/button.ts';
import { confirm } from '../../components/dialog.ts';
import { dateText } from '../../date-text.ts';
import { say } from '../../say.ts';
import { toolChangesTable } from '../../tool-changes.ts';
import { toolList } from '../../tool-list.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { grantFacts, grantWords } from '../state-words.ts';
import { limitGrant } from './limit-grant.ts';
import { revokeGrants } from './revoke-access.ts';
import { tightenGrant } from './tighten-grant.ts';

/** Everything about a grant, and what can be done with it. */
export const grantDetails = (grant: GrantView, title: string, powers: Powers): TemplateResult => {
  const { id: grantId, principal, caveats, state, standing, createdAt, reason } = grant;
  const suspended = state === 'suspended';
  const asks = caveats.mcpTools.length > 0 && !suspended;
  const facts = [
    say('version {version}', { version: plainText(principal.version) }),
    say('since {when}', { when: dateText(createdAt) }),
    grantFacts(grant),
  ];
  return html`<ul class="bullets">${caveatSentences(leftOf(grant), grant.authority).map((one) => html`<li>${one}</li>`)}</ul>
    ${budgetBars(grant)}
    ${grant.uncounted === undefined ? nothing : html`<p class="small">${say(uncountedText)} ${say('Limit it again, or remove that limit.')}</p>`}
    <p class="quiet-text small theirs">${say.parts('Reason, in its own words: {reason}', { reason: html`<q>${plainText(reason)}</q>` })}</p>
    <p class="quiet-text small">${facts.join(' · ')}</p>
    ${tasksOf(grant, title, powers)}
    ${asks ? toolsOf(grant, title, powers) : nothing}
    ${grantWords[standing].next === undefined ? nothing : html`<p class="small">${grantWords[standing].next}</p>`}
    ${suspended ? (changesOf(grant) ?? nothing) : nothing}
    <div class="buttons">
      ${suspended ? button(say('Confirm…'), () => confirmGrant(grant, title, powers), { key: `confirm ${grantId}`, says: say('Confirm {access}', { access: title }) }) : nothing}
      ${suspended ? nothing : button(say('Limit…'), () => limitGrant(grant, title, powers), { key: `limit ${grantId}`, says: say('Limit {access}', { access: title }) })}
      ${suspended ? nothing : button(say('Tighten…'), () => tightenGrant(grant, title, powers), { key: `tighten ${grantId}`, says: say('Tighten {access} to what was used', { access: title }) })}
      ${button(say('Revoke'), () => revokeGrants([grantId], powers), { kind: 'danger', key: `revoke ${grantId}`, says: say('Revoke {access}', { access: title }) })}
    </div>`;
};

const budgetBars = ({ spentToday = {}, limits = {}, countedCosts }: GrantView): TemplateResult[] =>
  eachSet(limits, (kind, atMost) => {
    const spent = spentToday[kind] ?? 0;
    return html`<p class="small"><label>${spentText(say, kind, spent, atMost, countedCosts?.unit)} <meter max=${atMost} high=${atMost - 1} optimum="0" .value=${spent}></meter></label></p>`;
  });

/** Calls that their server works on, also while the extension does not run. */
const tasksOf = ({ tasks }: GrantView, title: string, powers: Powers): TemplateResult | typeof nothing =>
  tasks.length === 0
    ? nothing
    : html`<p class="small">${say('Running on the MCP server:')}</p>
      <ul aria-label=${say('Running tasks of {access}', { access: title })}>${tasks.map(
        ({ id: taskId, tool, since }) => html`<li class="row-line">
          <span><b>${plainText(tool)}</b> <span class="quiet-text small">${say('since {when}', { when: dateText(since) })}</span></span>
          ${button(say('Cancel task'), () => cancelTask(taskId, powers), { kind: 'danger', key: `cancel ${taskId}`, says: say('Cancel task {tool} of {access}', { tool: plainText(tool), access: title }) })}
        </li>`,
      )}</ul>`;

const cancelTask = (taskId: TaskId, powers: Powers): void =>
  void attempt(powers, async () => {
    await powers.client.cancelTask({ taskId });
    powers.announce(say('Task cancelled. The MCP server is told if it can be reached.'));
  });

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
      powers.announce(say('Saved. It applies from the next call.'));
    });
  const when =
    tools === undefined
      ? say('MCP tools: when to ask')
      : say('MCP tools ({count}): when to ask', { count: tools.length });
  return html`<details>
    <summary>${when}<span class="unseen"> ${say('for {access}', { access: title })}</span></summary>
    ${toolList(tools, { value: mcpAsking ?? { rule: 'none', always: [], never: [] }, set })}
  </details>`;
};

const confirmGrant = async (grant: GrantView, title: string, powers: Powers): Promise<void> => {
  const { id: grantId } = grant;
  const about = html`<p>${say('You allowed this before something changed. Compare both versions.')}</p>
    ${changesOf(grant) ?? html`<p>${say('Everything relevant is unchanged.')}</p>`}`;
  if (
    !(await confirm({
      title: say('Allow {access} again?', { access: title }),
      about,
      yes: say('Allow current version'),
    }))
  )
    return;
  await attempt(powers, async () => {
    const { digest } = grant.now ?? {};
    if (digest !== undefined) await powers.client.confirmGrant({ grantId, digest });
    powers.announce(say('Allowed again.'));
  });
};
