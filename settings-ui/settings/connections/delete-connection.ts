import { plainText } from '@valetkey/api-contracts';
import type { ConnectionUse, ConnectionView } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { agoText } from '../../date-text.ts';
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
    if (ends && !(await confirm({ title: `Delete ${name}?`, about: whoUsesIt(use), yes: 'Delete' }))) return;
    const { undoUntil } = await client.deleteConnection({ connectionId });
    const ms = Math.max(0, undoUntil - Date.now());
    const users = use.extensions.length;
    const lost =
      users === 0 ? '' : ` ${users === 1 ? 'One extension' : `${users} extensions`} can no longer use it.`;
    announce(`${name} was deleted.${lost}`, 'done', {
      label: 'Undo',
      ms,
      run: () => undo(connection, powers),
    });
  });
}

const undo = async ({ id: connectionId, ...connection }: ConnectionView, powers: Powers): Promise<void> => {
  const isBack = await attempt(powers, async () => {
    await powers.client.undoDelete({ connectionId });
    powers.announce(`${nameOf(connection)} was restored, with its secret and access.`);
  });
  if (isBack) await powers.go({ view: 'connections', connectionId });
};

const whoUsesIt = ({ extensions }: ConnectionUse): TemplateResult =>
  html`${
    extensions.length === 0
      ? html`<p>No extension uses it.</p>`
      : html`<p>${extensions.length === 1 ? 'One extension uses it' : `${extensions.length} extensions use it`}:</p>
          <ul class="bullets">${extensions.map((one) => html`<li>${usesOf(one)}</li>`)}</ul>`
  }
    <p>You can undo this for ten seconds. Then its secret and all access are deleted.</p>`;

const usesOf = (use: ConnectionUse['extensions'][number]): TemplateResult => {
  const { extension, displayName, grants, live, inFlight, lastUsedAt, insteadOffered } = use;
  const facts = [
    ...(grants.length === 0 ? [] : ['always allowed']),
    ...(live.length === 0
      ? []
      : [
          live.length === 1
            ? '1 active session, which ends immediately'
            : `${live.length} active sessions, which end immediately`,
        ]),
    ...(inFlight === 0 ? [] : [`${inFlight} request${inFlight === 1 ? '' : 's'} in progress`]),
    ...(lastUsedAt === undefined ? [] : [`last used ${agoText(lastUsedAt)}`]),
  ];
  const then = insteadOffered
    ? 'It can use another connection of this service.'
    : 'It has no other connection for this service and cannot use the service any more.';
  return html`<b class="theirs">${plainText(displayName)}</b> <code>${extension}</code> (${facts.join(', ')}). ${then}`;
};
