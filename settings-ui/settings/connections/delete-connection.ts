import { type ConnectionUse, type ConnectionView, plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { agoText } from '../../date-text.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

/** Asks first, and shows who uses it and what stops working; afterwards there is a way back for ten seconds. */
export const deleteConnection = async (connection: ConnectionView, powers: Powers): Promise<void> => {
  const { client, say } = powers;
  const { id: connectionId } = connection;
  const name = nameOf(connection);
  await attempt(powers, async () => {
    const about = whoUsesIt(await client.connectionUse({ connectionId }));
    if (!(await confirm({ title: `Delete ${name}?`, about, yes: 'Delete' }))) return;
    const { undoUntil } = await client.deleteConnection({ connectionId });
    const ms = Math.max(0, undoUntil - Date.now());
    say(`${name} was deleted.`, 'done', { label: 'Undo', ms, run: () => undo(connection, powers) });
  });
};

const undo = async ({ id: connectionId, ...connection }: ConnectionView, powers: Powers): Promise<void> => {
  const isBack = await attempt(powers, async () => {
    await powers.client.undoDelete({ connectionId });
    powers.say(`${nameOf(connection)} is back, with its secret and what it was allowed for.`);
  });
  if (isBack) powers.go({ view: 'connections', connectionId });
};

const whoUsesIt = ({ extensions }: ConnectionUse): TemplateResult =>
  html`${
    extensions.length === 0
      ? html`<p>No extension uses it.</p>`
      : html`<p>${extensions.length === 1 ? 'One extension uses it' : `${extensions.length} extensions use it`}:</p>
          <ul class="bullets">${extensions.map((one) => html`<li>${usesOf(one)}</li>`)}</ul>`
  }
    <p>You can undo this for ten seconds. Then its secret and everything that it was allowed for are gone.</p>`;

const usesOf = (use: ConnectionUse['extensions'][number]): TemplateResult => {
  const { extension, displayName, grants, live, inFlight, lastUsedAt, insteadOffered } = use;
  const facts = [
    ...(grants.length === 0 ? [] : ['always allowed']),
    ...(live.length === 0
      ? []
      : [
          live.length === 1
            ? '1 live handle, which ends at once'
            : `${live.length} live handles, which end at once`,
        ]),
    ...(inFlight === 0 ? [] : [`${inFlight} request${inFlight === 1 ? '' : 's'} under way`]),
    ...(lastUsedAt === undefined ? [] : [`last used ${agoText(lastUsedAt)}`]),
  ];
  const then = insteadOffered
    ? 'It will be offered another connection of this service.'
    : 'It has no other connection for this service, and stops working with it.';
  return html`<b class="theirs">${plainText(displayName)}</b> <code>${extension}</code> (${facts.join(', ')}). ${then}`;
};
