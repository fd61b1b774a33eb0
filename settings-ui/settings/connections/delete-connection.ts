import type { ConnectionView } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { confirm } from '../../components/dialog.ts';
import { errorText } from '../../error-text.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { nameOf } from './arrange.ts';

/** Asks first, and shows who uses it and what stops working. */
export const deleteConnection = async (
  connection: ConnectionView,
  data: LiveData,
  { client, say, changed }: Powers,
): Promise<void> => {
  const { id: connectionId } = connection;
  const name = nameOf(connection);
  if (!(await confirm({ title: `Delete ${name}?`, about: whoUsesIt(connection, data), yes: 'Delete' })))
    return;
  try {
    await client.deleteConnection({ connectionId });
    say(`${name} was deleted.`);
  } catch (error) {
    say(errorText(error), 'failed');
  }
  await changed();
};

export const whoUsesIt = ({ id }: ConnectionView, { grants = [], live = [] }: LiveData): TemplateResult => {
  const standing = grants.filter(({ connectionId, state }) => connectionId === id && state !== 'revoked');
  const held = live.filter(({ connectionId }) => connectionId === id);
  const who = [
    ...new Set([...standing.map(({ principal }) => principal.id), ...held.map(({ extension }) => extension)]),
  ];
  return html`${
    who.length === 0
      ? html`<p>No extension uses it.</p>`
      : html`<p>${who.length === 1 ? 'One extension stops' : `${who.length} extensions stop`} working with it:</p>
          <ul class="bullets">${who.map((extension) => html`<li>${usesOf(extension, standing, held)}</li>`)}</ul>`
  }${held.length === 0 ? nothing : html`<p>What they hold now ends at once.</p>`}
    <p>Its secret is deleted with it.</p>`;
};

const usesOf = (
  extension: string,
  standing: readonly { readonly principal: { readonly id: string } }[],
  held: readonly { readonly extension: string; readonly inFlight: number }[],
): TemplateResult => {
  const always = standing.some(({ principal }) => principal.id === extension);
  const handles = held.filter((one) => one.extension === extension);
  const busy = handles.reduce((sum, { inFlight }) => sum + inFlight, 0);
  const facts = [
    ...(always ? ['always allowed'] : []),
    ...(handles.length === 0 ? [] : [`${handles.length} live handle${handles.length === 1 ? '' : 's'}`]),
    ...(busy === 0 ? [] : [`${busy} request${busy === 1 ? '' : 's'} under way`]),
  ];
  return html`<code>${extension}</code> (${facts.join(', ')})`;
};
