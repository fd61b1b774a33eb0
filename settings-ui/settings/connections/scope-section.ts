import { plainText } from '@valetkey/api-contracts';
import {
  type ConnectionView,
  isOffered,
  type Scope,
  type ScopeOutlook,
  workspaceText,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import type { LightElement } from '../../components/light-element.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import { askedIds, type LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

/** Whose it is, which one wins here and why, and the ways to elsewhere. */
export function scopeSection(connection: ConnectionView, data: LiveData, powers: Powers): TemplateResult {
  const open = data.workspace?.open;
  const isHere = isOffered(connection);
  const moves: (readonly [Scope, string])[] = [
    ...(open === undefined || (connection.scope === 'workspace' && isHere)
      ? []
      : [['workspace', isHere ? 'Limit to this workspace…' : 'Move to this workspace…'] as const]),
    ...(connection.scope === 'user' ? [] : [['user', 'Use in all workspaces…'] as const]),
  ];
  return html`<section>
    <h3>Scope</h3>
    <p>${whose(connection)}. <span class="quiet-text">${isHere ? whichWins(connection, data) : 'It is not offered here.'}</span></p>
    ${data.workspace !== undefined && open === undefined ? html`<p class="quiet-text">To limit it to a workspace, open that workspace in the application.</p>` : nothing}
    <div class="buttons">${moves.map(([scope, label]) => button(label, () => move(connection, scope, data, powers), { key: `move ${scope} ${connection.id}` }))}</div>
  </section>`;
}

const whose = ({ scope, workspace }: Pick<ConnectionView, 'scope' | 'workspace'>): string => {
  if (scope === 'user') return 'All your workspaces';
  return workspace === undefined
    ? 'A workspace that is not known'
    : `Only the workspace ${workspaceText(say, workspace)}`;
};

const whichWins = ({ id, scope, providerId, createdAt }: ConnectionView, data: LiveData): string => {
  const asked = askedIds(data);
  const others = (data.connections ?? []).filter(
    (one) =>
      one.id !== id &&
      isOffered(one) &&
      (one.providerId === providerId || asked.get(one.providerId) === asked.get(providerId)),
  );
  if (others.length === 0) return 'It is the only connection for this service, so it is offered.';
  const before = others.filter((one) =>
    one.scope === scope ? one.createdAt < createdAt : one.scope === 'workspace',
  );
  const [first] = before;
  if (first === undefined) {
    return scope === 'workspace'
      ? 'It is offered first here, because workspace connections come before your own.'
      : 'It is offered first, because it is your oldest connection for this service.';
  }
  const why =
    first.scope === 'workspace' && scope === 'user' ? 'it belongs to the open workspace' : 'it is older';
  const more = before.length === 1 ? '' : ` and ${before.length - 1} more`;
  return `“${nameOf(first)}”${more} ${before.length === 1 ? 'is' : 'are'} offered before it here: ${why}.`;
};

const rules: Readonly<Record<ScopeOutlook['rule'], string>> = {
  'only-one': 'it is the only one for this service',
  'workspace-before-user': 'a workspace’s connections come before your own',
  'older-first': 'the older of two is offered first',
};

const outlookText = ({ first, rule, before }: ScopeOutlook): string =>
  first
    ? `There it is offered first: ${rules[rule]}.`
    : `There ${before.map((one) => `“${nameOf(one)}”`).join(', ')} ${before.length === 1 ? 'is' : 'are'} offered before it: ${rules[rule]}.`;

const move = async (
  connection: ConnectionView,
  scope: Scope,
  { workspace }: LiveData,
  powers: Powers,
): Promise<void> => {
  const { client, announce } = powers;
  const { id: connectionId, updatedAt } = connection;
  const name = nameOf(connection);
  await attempt(powers, async () => {
    const outlook = await client.scopeOutlook({ connectionId, scope });
    const keep = await openDialog<string[]>(`Move ${name}?`, (close) =>
      question(whose({ scope, workspace: workspace?.open }), outlook, close),
    );
    if (keep === undefined) return;
    const chosen = outlook.grants
      .filter(({ grantId }) => keep.includes(grantId))
      .map(({ grantId }) => grantId);
    const { suspended, ended } = await client.moveScope({ connectionId, updatedAt, scope, keep: chosen });
    const facts = [
      ...(suspended === 0 ? [] : [`${suspended} suspended until you confirm.`]),
      ...(ended === 0 ? [] : [`${ended === 1 ? '1 active session' : `${ended} active sessions`} ended.`]),
    ];
    announce([`${name} was moved.`, ...facts].join(' '));
  });
};

const question = (its: string, outlook: ScopeOutlook, close: (keep?: string[]) => void): TemplateResult => {
  const { grants, live } = outlook;
  const moveIt = (event: Event): void => {
    const boxes = [
      ...((event.currentTarget as HTMLElement | null)?.querySelectorAll<LightElement & { checked: boolean }>(
        'vscode-checkbox',
      ) ?? []),
    ];
    close(boxes.filter(({ checked }) => checked).map((box) => box.dataset['grant'] ?? ''));
  };
  return html`<form @submit=${(event: SubmitEvent) => {
    event.preventDefault();
    moveIt(event);
  }}>
    <div class="about">
      <p>It will be for: <span class="theirs">${its}</span>. ${outlookText(outlook)}</p>
      ${live === 0 ? nothing : html`<p>${live === 1 ? 'One active session ends' : `${live} active sessions end`} at once.</p>`}
      ${
        grants.length === 0
          ? html`<p>No extension is always allowed to use it.</p>`
          : html`<p>Always allowed now. Access that you do not keep is suspended until you confirm it:</p>
              ${grants.map(({ grantId, displayName }) => html`<vscode-checkbox data-grant=${grantId} .label=${`Keep ${plainText(displayName)}`} checked></vscode-checkbox>`)}`
      }
    </div>
    <div class="buttons end">
      ${button('Cancel', () => close())} ${button('Move', () => undefined, { kind: 'primary', submit: true })}
    </div>
  </form>`;
};
