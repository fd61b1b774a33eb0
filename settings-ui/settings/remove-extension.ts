import { type ExtensionId, plainText } from '@valetkey/api-contracts';
import {
  type ConnectionView,
  contributorOf,
  type ExtensionView,
  type GrantView,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../components/button.ts';
import { openDialog } from '../components/dialog.ts';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import { nameOf } from './connections/arrange.ts';
import { deleteSeveral } from './connections/delete-several.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';

/** What stays when an extension goes, unless the person says otherwise. */
export type LeftBehind = {
  readonly grants: readonly GrantView[];
  /** To the services that it describes: without it nothing can use them. */
  readonly connections: readonly ConnectionView[];
  readonly secrets: number;
  /** Who else may use those connections. */
  readonly others: readonly ExtensionId[];
};
type What = 'keep' | 'revoke' | 'delete';

export function leftBehind(id: ExtensionId, { grants = [], connections = [] }: LiveData): LeftBehind {
  const standing = grants.filter(({ state }) => state !== 'revoked');
  const its = connections.filter(({ providerId }) => contributorOf(providerId) === id);
  const ids = new Set(its.map((one) => one.id));
  const users = standing
    .filter(({ connectionId }) => ids.has(connectionId))
    .map(({ principal }) => principal.id);
  return {
    grants: standing.filter(({ principal }) => principal.id === id),
    connections: its,
    secrets: its.flatMap(({ secretFields }) => secretFields.filter(({ saved }) => saved)).length,
    others: [...new Set(users)].filter((user) => user !== id).sort(),
  };
}

/** At once where it leaves nothing behind; else the person says what becomes of that. Undo brings back all of it. */
export async function removeExtension(
  { id, displayName }: ExtensionView,
  data: LiveData,
  powers: Powers,
): Promise<void> {
  const { client, announce } = powers;
  const name = plainText(displayName);
  const left = leftBehind(id, data);
  const isBare = left.grants.length === 0 && left.connections.length === 0;
  const what = isBare ? 'keep' : await ask(name, left);
  if (what === undefined) return;
  await attempt(powers, async () => {
    // Before their service is not described any more: they are signed out there.
    const deleted = what === 'delete' ? left.connections.map(({ id }) => id) : [];
    const { undoUntil, restore } = await deleteSeveral(deleted, client);
    const revoked = what === 'keep' ? undefined : (await client.revokeExtension({ extension: id })).undo;
    const restoreRest = async (): Promise<void> => {
      await restore();
      // What it may do comes back after what it may do it with.
      if (revoked !== undefined) await client.undoRevoke({ revocationId: revoked.revocationId });
    };
    const { undo } = await client.removeExtension({ extension: id }).catch(async (error: unknown) => {
      await restoreRest();
      throw error;
    });
    if (undo === undefined) return announce(say('{name} was removed.', { name }));
    const ms = Math.max(0, Math.min(undo.until, ...undoUntil, revoked?.until ?? undo.until) - Date.now());
    const run = (): Promise<boolean> =>
      attempt(powers, async () => {
        await restoreRest();
        const { runs } = await client.undoRemoveExtension({ removalId: undo.removalId });
        if (runs) announce(say('{name} was restored and started.', { name }));
        else announce(say('{name} was restored and could not be started.', { name }), 'failed');
      });
    announce(`${say('{name} was removed.', { name })}${kept[what]}`, 'done', { label: say('Undo'), ms, run });
  });
}

const kept: Readonly<Record<What, string>> = {
  keep: '',
  revoke: ` ${say('Its access was revoked.')}`,
  delete: ` ${say('Its access was revoked, and its connections were deleted.')}`,
};

const ask = (name: string, left: LeftBehind): Promise<What | undefined> =>
  openDialog<What>(
    say('Remove {name}?', { name }),
    (close) => html`<div class="about">${aboutLeft(left)}</div>
      <div class="buttons end">
        ${button(say('Cancel'), () => close(), { autofocus: true })}
        ${button(say('Remove, keep the rest'), () => close('keep'), { kind: 'danger' })}
        ${left.grants.length === 0 ? nothing : button(say('Remove and revoke'), () => close('revoke'), { kind: 'danger' })}
        ${left.connections.length === 0 ? nothing : button(say('Remove, revoke and delete'), () => close('delete'), { kind: 'danger' })}
      </div>`,
  );

const mostNamed = 10;

const aboutLeft = ({ grants, connections, secrets, others }: LeftBehind): TemplateResult => {
  const named = connections.slice(0, mostNamed);
  const more = connections.length - named.length;
  return html`<p>${say('It leaves behind {grants}, {connections} and {secrets}.', {
    grants: say.count('{count} grants', grants.length),
    connections: say.count('{count} connections', connections.length),
    secrets: say.count('{count} secrets', secrets),
  })}</p>
    ${
      connections.length === 0
        ? nothing
        : html`<p>${say('Its connections are to services that it describes. Without it, no extension can use them:')}</p>
          <ul class="bullets">
            ${named.map((one) => html`<li class="theirs">${nameOf(one)}</li>`)}
            ${more === 0 ? nothing : html`<li>${say.count('{count} more', more)}</li>`}
          </ul>`
    }
    ${others.length === 0 ? nothing : html`<p>${say.parts('They are also used by: {extensions}.', { extensions: html`<code>${others.join(', ')}</code>` })}</p>`}
    <p>${say('What you keep is shown as “Not installed”. You can undo this for ten seconds.')}</p>`;
};
