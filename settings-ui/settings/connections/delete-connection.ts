import { plainText } from '@valetkey/api-contracts';
import type { ConnectionUse, ConnectionView } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { agoText } from '../../date-text.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

/**
 * At once, with a way back for ten seconds. Only where something ends that no way back restores, sessions that are
 * active, it asks first and shows who uses it.
 */
export async function deleteConnection(connection: ConnectionView, powers: Powers): Promise<void> {
  const { client, announce } = powers;
  const { id: connectionId } = connection;
  const name = nameOf(connection);
  await attempt(powers, async () => {
    const use = await client.connectionUse({ connectionId });
    const ends = use.extensions.some(({ live }) => live.length > 0);
    if (
      ends &&
      !(await confirm({ title: say('Delete {name}?', { name }), about: whoUsesIt(use), yes: say('Delete') }))
    )
      return;
    const { undoUntil } = await client.deleteConnection({ connectionId });
    const ms = Math.max(0, undoUntil - Date.now());
    const users = use.extensions.length;
    const lost = users === 0 ? '' : ` ${say.count('{count} extensions can no longer use it.', users)}`;
    announce(`${say('{name} was deleted.', { name })}${lost}`, 'done', {
      label: say('Undo'),
      ms,
      run: () => undo(connection, powers),
    });
  });
}

const undo = async ({ id: connectionId, ...connection }: ConnectionView, powers: Powers): Promise<void> => {
  const isBack = await attempt(powers, async () => {
    await powers.client.undoDelete({ connectionId });
    powers.announce(say('{name} was restored, with its secret and access.', { name: nameOf(connection) }));
  });
  if (isBack) await powers.go({ view: 'connections', connectionId });
};

const whoUsesIt = ({ extensions }: ConnectionUse): TemplateResult =>
  html`${
    extensions.length === 0
      ? html`<p>${say('No extension uses it.')}</p>`
      : html`<p>${say.count('{count} extensions use it:', extensions.length)}</p>
          <ul class="bullets">${extensions.map((one) => html`<li>${usesOf(one)}</li>`)}</ul>`
  }
    <p>${say('You can undo this for ten seconds. Then its secret and all access are deleted.')}</p>`;

const usesOf = (use: ConnectionUse['extensions'][number]): TemplateResult => {
  const { extension, displayName, grants, live, inFlight, lastUsedAt, insteadOffered } = use;
  const facts = [
    ...(grants.length === 0 ? [] : [say('always allowed')]),
    ...(live.length === 0 ? [] : [say.count('{count} active sessions, which end immediately', live.length)]),
    ...(inFlight === 0 ? [] : [say.count('{count} requests in progress', inFlight)]),
    ...(lastUsedAt === undefined ? [] : [say('last used {when}', { when: agoText(lastUsedAt) })]),
  ];
  const then = insteadOffered
    ? say('It can use another connection of this service.')
    : say('It has no other connection for this service and cannot use the service any more.');
  return html`<b class="theirs">${plainText(displayName)}</b> <code>${extension}</code> (${facts.join(', ')}). ${then}`;
};
