import type { ConnectionView, Scope } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { confirm } from '../../components/dialog.ts';
import { errorText } from '../../error-text.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

const meaning: Readonly<Record<Scope, string>> = {
  user: 'Yours, in every workspace',
  workspace: 'Of the workspace that is open here',
};

/** Whose it is, which one wins here and why, and the way to the other side. */
export const scopeSection = (connection: ConnectionView, data: LiveData, powers: Powers): TemplateResult => {
  const other = connection.scope === 'user' ? 'workspace' : 'user';
  const label = other === 'user' ? 'Make it mine everywhere…' : 'Move it to this workspace…';
  return html`<section>
    <h3>Scope</h3>
    <p>${meaning[connection.scope]}. <span class="quiet-text">${whichWins(connection, data)}</span></p>
    <div class="buttons">${button(label, () => move(connection, other, data, powers), { key: `move ${connection.id}` })}</div>
  </section>`;
};

const whichWins = ({ id, scope, providerId }: ConnectionView, { connections = [] }: LiveData): string => {
  const others = connections.filter((one) => one.providerId === providerId && one.id !== id);
  if (others.length === 0) return 'It is the only one for this service, so it is the one that is offered.';
  const ofWorkspace = others.filter((one) => one.scope === 'workspace');
  if (scope === 'workspace') {
    return ofWorkspace.length === 0
      ? 'It is offered first here: what was set up for the work that is open comes before what is yours everywhere.'
      : `It is offered first here, together with ${ofWorkspace.length} more of this workspace.`;
  }
  const [first] = ofWorkspace;
  return first === undefined
    ? 'You choose between your connections when an extension asks.'
    : `“${nameOf(first)}” is offered before it here: it was set up for the work that is open.`;
};

const move = async (
  { id: connectionId, updatedAt, ...connection }: ConnectionView,
  scope: Scope,
  { grants = [] }: LiveData,
  { client, say, changed }: Powers,
): Promise<void> => {
  const name = nameOf(connection);
  const standing = grants.filter(
    (one) => one.connectionId === connectionId && one.state !== 'revoked',
  ).length;
  const about = html`<p>It will be: ${meaning[scope]}.</p>
    <p>${
      standing === 0
        ? 'Nothing is allowed for good with it.'
        : `${standing} extension${standing === 1 ? ' is' : 's are'} always allowed to use it; that is looked at anew.`
    }</p>`;
  if (!(await confirm({ title: `Move ${name}?`, about, yes: 'Move' }))) return;
  try {
    await client.moveScope({ connectionId, updatedAt, scope });
    say(`${name} was moved.`);
  } catch (error) {
    say(errorText(error), 'failed');
  }
  await changed();
};
