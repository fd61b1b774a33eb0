import { html, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { icon } from '../../components/icon.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { importConnections } from './carry-connections.ts';

/** What somebody sees who is here for the first time. */
export const noConnections = (
  { providers = [] }: Pick<LiveData, 'providers'>,
  powers: Powers,
  choose: () => void,
): TemplateResult => html`<div class="blank">
  <span class="blank-icon">${icon('plug')}</span>
  <h2 tabindex="-1" data-home>No connections yet</h2>
  <p>Make a connection, and extensions can ask you to use it. They send requests through it; its secret they never get.</p>
  ${button('New connection', choose, { kind: 'primary', key: 'new connection', icon: 'add' })}
  ${button('Import…', () => importConnections(powers), { kind: 'quiet', key: 'import', says: 'Import connections from a file' })}
  <p class="quiet-text small">
    ${providers.length === 1 ? 'One service is' : `${providers.length} services are`} described by what is installed here.
  </p>
</div>`;
