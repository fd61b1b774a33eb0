import { type ProviderView, plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, nothing } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';
import { deleteSeveral } from './delete-several.ts';

/** With its connections, which the person sees before. Undo brings back all of it. */
export async function removeService(
  { providerId, provider }: ProviderView,
  data: Pick<LiveData, 'connections' | 'grants'>,
  powers: Powers,
): Promise<void> {
  const { client, announce } = powers;
  const name = plainText(provider.name);
  const connections = (data.connections ?? []).filter((one) => one.providerId === providerId);
  if (!(await agrees(name, connections, data))) return;
  await attempt(powers, async () => {
    const { undoUntil, restore } = await deleteSeveral(
      connections.map(({ id }) => id),
      client,
    );
    const { undo } = await client.removeService({ providerId }).catch(async (error: unknown) => {
      await restore();
      throw error;
    });
    const done = say('{name} was removed.', { name });
    if (undo === undefined) return announce(done);
    const run = (): Promise<boolean> =>
      attempt(powers, async () => {
        await client.undoRemoveService({ removalId: undo.removalId });
        await restore();
        announce(say('{name} was restored.', { name }));
      });
    const ms = Math.max(0, Math.min(undo.until, ...undoUntil) - Date.now());
    announce(done, 'done', { label: say('Undo'), ms, run });
  });
}

const mostNamed = 10;

const agrees = (
  name: string,
  connections: readonly ConnectionView[],
  { grants = [] }: Pick<LiveData, 'grants'>,
): Promise<boolean> => {
  const ids = new Set(connections.map(({ id }) => id));
  const lost = grants.filter(
    ({ connectionId, state }) => ids.has(connectionId) && state !== 'revoked',
  ).length;
  const secrets = connections.flatMap(({ secretFields }) => secretFields.filter(({ saved }) => saved)).length;
  const more = connections.length - mostNamed;
  const about = html`<p>${say('With it go {connections}, {secrets} and {grants}.', {
    connections: say.count('{count} connections', connections.length),
    secrets: say.count('{count} secrets', secrets),
    grants: say.count('{count} grants', lost),
  })}</p>
    <ul class="bullets">
      ${connections.slice(0, mostNamed).map((one) => html`<li class="theirs">${nameOf(one)}</li>`)}
      ${more > 0 ? html`<li>${say('and {count} more', { count: more })}</li>` : nothing}
    </ul>
    <p>${say('You can undo this for ten seconds.')}</p>`;
  return confirm({ title: say('Remove {name}?', { name }), about, yes: say('Remove') });
};
