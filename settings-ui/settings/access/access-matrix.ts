import { dormantLabel } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge, type Tone } from '../../components/badge.ts';
import { say } from '../../say.ts';
import { extensionWords, grantWords } from '../state-words.ts';
import { type HeldAccess, inOrder } from './held-access.ts';

/**
 * The rows of Access as a table: extensions down, connections across. Who has nothing here has no line, so that two
 * hundred connections that nobody uses are not in the way.
 */
export function accessMatrix(held: readonly HeldAccess[], show: (key: string) => void): TemplateResult {
  const extensions = new Map(inOrder(held, 'extension').map((one) => [one.extension, one]));
  const used = new Set(held.filter(({ unused }) => !unused).map(({ extension }) => extension));
  const connections = new Map(
    inOrder(held, 'connection').map((one) => [one.connectionId, one.connectionName]),
  );
  const cells = new Map<string, HeldAccess[]>();
  for (const one of held) {
    const place = `${one.extension} ${one.connectionId}`;
    cells.set(place, [...(cells.get(place) ?? []), one]);
  }
  // One listener for all cells: there may be thousands.
  const pressed = (event: Event): void => {
    const cell = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-held]') : null;
    if (cell?.dataset['held'] !== undefined) show(cell.dataset['held']);
  };
  return html`<div class="matrix-box" role="region" aria-label=${say('Extensions by connections')} tabindex="0">
    <table class="matrix" @click=${pressed} @focusin=${besideNames}>
      <thead>
        <tr>
          <th scope="col"><b>${say('Extension')}</b></th>
          ${[...connections.values()].map((name) => html`<th scope="col" title=${name}><b class="theirs">${name}</b></th>`)}
        </tr>
      </thead>
      <tbody>${[...extensions].map(
        ([extension, { extensionName, notInstalled }]) => html`<tr>
          <th scope="row"><b class="one-line theirs">${extensionName}</b><code class="one-line small">${extension}</code>${notInstalled ? badge(extensionWords['not-installed']) : nothing}${used.has(extension) ? nothing : badge({ label: say(dormantLabel), tone: 'warn' })}</th>
          ${[...connections.keys()].map((id) => {
            const here = cells.get(`${extension} ${id}`);
            return here === undefined ? empty : html`<td>${here.map(cell)}</td>`;
          })}
        </tr>`,
      )}</tbody>
    </table>
  </div>`;
}

const empty = html`<td></td>`;

/** The browser takes what is below the names for what is in sight, and scrolls after this event. */
const besideNames = ({ target }: Event): void => {
  if (!(target instanceof Element)) return;
  requestAnimationFrame(() => target.scrollIntoView({ block: 'nearest', inline: 'nearest' }));
};

const cell = ({ key, grant, sessions, extension, connectionName }: HeldAccess): TemplateResult => {
  const words = wordsOf(grant);
  const busy = sessions.some(({ inFlight }) => inFlight > 0);
  const light = sessions.length === 0 ? '' : `light ${busy ? 'on' : ''}`;
  const held = { state: words.label, extension, connection: connectionName };
  const label =
    sessions.length === 0
      ? say('{state}: {extension} on {connection}', held)
      : busy
        ? say('{state}: {extension} on {connection}, in use now', held)
        : say('{state}: {extension} on {connection}, active session', held);
  return html`<button type="button" class="cell" data-held=${key} data-key="cell ${key}" aria-label=${label}><span class=${light}></span><span class="badge ${words.tone}">${words.label}</span></button>`;
};

const wordsOf = (grant: HeldAccess['grant']): { readonly label: string; readonly tone: Tone } => {
  if (grant === undefined) return { label: say('Once'), tone: 'plain' };
  return grant.standing === 'in-force' ? { label: say('Always'), tone: 'good' } : grantWords[grant.standing];
};
