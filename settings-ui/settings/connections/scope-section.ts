import { plainText } from '@valetkey/api-contracts';
import {
  type ConnectionView,
  isOffered,
  type Message,
  type PluralMessage,
  type Scope,
  type ScopeOutlook,
  scopeText,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import '@vscode-elements/elements/dist/vscode-checkbox/index.js';
import { button } from '../../components/button.ts';
import { cancelOr, openDialog } from '../../components/dialog.ts';
import type { LightElement } from '../../components/light-element.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import { askedIds, type LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

/** For whom it is, which one wins here and why, and the ways to elsewhere. */
export function scopeSection(connection: ConnectionView, data: LiveData, powers: Powers): TemplateResult {
  const open = data.workspace?.open;
  const offered = isOffered(connection);
  const moves: (readonly [Scope, string])[] = [
    ...(open === undefined || (connection.scope === 'workspace' && offered)
      ? []
      : [['workspace', offered ? say('Limit to this workspace…') : say('Move to this workspace…')] as const]),
    ...(connection.scope === 'user' ? [] : [['user', say('Use in all workspaces…')] as const]),
  ];
  return html`<section>
    <h3>${say('Scope')}</h3>
    <p>${scopeText(say, connection)}. <span class="quiet-text">${offered ? whichWins(connection, data) : say('It is not offered here.')}</span></p>
    ${data.workspace !== undefined && open === undefined ? html`<p class="quiet-text">${say('To limit it to a workspace, open that workspace in the application.')}</p>` : nothing}
    <div class="buttons">${moves.map(([scope, label]) => button(label, () => move(connection, scope, data, powers), { key: `move ${scope} ${connection.id}` }))}</div>
  </section>`;
}

const whichWins = ({ id, scope, providerId, createdAt }: ConnectionView, data: LiveData): string => {
  const asked = askedIds(data);
  const others = (data.connections ?? []).filter(
    (one) =>
      one.id !== id &&
      isOffered(one) &&
      (one.providerId === providerId || asked.get(one.providerId) === asked.get(providerId)),
  );
  if (others.length === 0) return say('It is the only connection for this service, so it is offered.');
  const before = others.filter((one) =>
    one.scope === scope ? one.createdAt < createdAt : one.scope === 'workspace',
  );
  const [first] = before;
  if (first === undefined) {
    return scope === 'workspace'
      ? say('It is offered first here, because workspace connections come before your own.')
      : say('It is offered first, because it is your oldest connection for this service.');
  }
  const isOfWorkspace = first.scope === 'workspace' && scope === 'user';
  const more = before.length - 1;
  const named = { name: nameOf(first) };
  if (more === 0)
    return isOfWorkspace
      ? say('“{name}” is offered before it here: it belongs to the open workspace.', named)
      : say('“{name}” is offered before it here: it is older.', named);
  return isOfWorkspace
    ? say.count(
        '“{name}” and {count} more are offered before it here: it belongs to the open workspace.',
        more,
        named,
      )
    : say.count('“{name}” and {count} more are offered before it here: it is older.', more, named);
};

const firstThere = {
  'only-one': 'There it is offered first: it is the only one for this service.',
  'workspace-before-user': 'There it is offered first: a workspace’s connections come before your own.',
  'older-first': 'There it is offered first: the older of two is offered first.',
} as const satisfies Record<ScopeOutlook['rule'], Message>;

const laterThere = {
  'only-one': 'There {names} are offered before it.',
  'workspace-before-user':
    'There {names} are offered before it: a workspace’s connections come before your own.',
  'older-first': 'There {names} are offered before it: the older of two is offered first.',
} as const satisfies Record<ScopeOutlook['rule'], PluralMessage>;

const outlookText = ({ first, rule, before }: ScopeOutlook): string => {
  if (first) return say(firstThere[rule]);
  const names = before.map((one) => say('“{text}”', { text: nameOf(one) })).join(', ');
  return say.count(laterThere[rule], before.length, { names });
};

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
    const keep = await openDialog<string[]>(say('Move {name}?', { name }), (close) =>
      question(scopeText(say, { scope, workspace: workspace?.open }), outlook, close),
    );
    if (keep === undefined) return;
    const chosen = outlook.grants
      .filter(({ grantId }) => keep.includes(grantId))
      .map(({ grantId }) => grantId);
    const { suspended, ended } = await client.moveScope({ connectionId, updatedAt, scope, keep: chosen });
    const facts = [
      ...(suspended === 0 ? [] : [say.count('{count} suspended until you confirm.', suspended)]),
      ...(ended === 0 ? [] : [say.count('{count} active sessions ended.', ended)]),
    ];
    announce([say('{name} was moved.', { name }), ...facts].join(' '));
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
      <p>${say.parts('It will be for: {scope}.', { scope: html`<span class="theirs">${its}</span>` })} ${outlookText(outlook)}</p>
      ${live === 0 ? nothing : html`<p>${say.count('{count} active sessions end at once.', live)}</p>`}
      ${
        grants.length === 0
          ? html`<p>${say('No extension is always allowed to use it.')}</p>`
          : html`<p>${say('Always allowed now. Access that you do not keep is suspended until you confirm it:')}</p>
              ${grants.map(({ grantId, displayName }) => html`<vscode-checkbox data-grant=${grantId} .label=${say('Keep {name}', { name: plainText(displayName) })} checked></vscode-checkbox>`)}`
      }
    </div>
    ${cancelOr(close, say('Move'))}
  </form>`;
};
