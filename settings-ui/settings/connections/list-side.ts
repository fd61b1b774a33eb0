import { plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { searchField } from '../../components/search-and-select.ts';
import '../../components/virtual-list.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { everything, nameOf, type Wanted } from './arrange.ts';
import { exportConnections, importConnections } from './carry-connections.ts';
import { connectionFilters } from './connection-filters.ts';
import { connectionRow } from './connection-row.ts';
import { deleteConnection } from './delete-connection.ts';
import { workspaceLine } from './workspace-line.ts';

/** Search, filters and the list of what fits; below it, what is done with all of them. */
export function listSide(
  {
    data,
    shown,
    chosen,
    wanted,
    painted,
    powers,
  }: {
    readonly data: LiveData;
    readonly shown: readonly ConnectionView[];
    readonly chosen: ConnectionView | undefined;
    readonly wanted: Wanted;
    /** The rows have been seen; what is not needed for that is drawn after it. */
    readonly painted: boolean;
    readonly powers: Powers;
  },
  {
    want,
    choose,
    look,
    enter,
  }: {
    want(part: Partial<Wanted>): void;
    /** What a new one is for. */
    choose(): void;
    look(connection: ConnectionView): void;
    /** To what the list has chosen. */
    enter(): void;
  },
): TemplateResult {
  const connections = data.connections ?? [];
  const names = new Map(
    (data.providers ?? []).map((one) => [one.providerId as string, plainText(one.provider.name)]),
  );
  const asked = wanted.text !== '' || wanted.providerId !== '' || wanted.scope !== '' || wanted.state !== '';
  return html`<div class="side-list">
      ${workspaceLine(data, powers)}
      <div class="list-head">
        ${searchField(say('Search connections'), wanted.text, (text) => want({ text }))}
        ${button(say('New connection'), choose, { kind: 'primary', key: 'new connection', icon: 'add', iconOnly: true })}
      </div>
      <div class="filters">${painted ? connectionFilters(connections, names, wanted, want) : nothing}</div>
      <p class="count quiet-text small" role="status">
        ${count(shown.length, data)}
        ${asked ? button(say('Clear'), () => want({ ...everything, sort: wanted.sort }), { kind: 'quiet', key: 'clear filters', says: say('Clear search and filters') }) : nothing}
      </p>
      ${
        data.connections === undefined
          ? nothing
          : shown.length === 0
            ? html`<p class="none quiet-text" tabindex="-1" data-home>${say('No matches. Clear the search and filters to see all connections.')}</p>`
            : html`<vk-list
              .items=${shown}
              .selected=${chosen?.id}
              .rowHeight=${54}
              .label=${say('Connections')}
              .keyOf=${(one: ConnectionView) => one.id}
              .labelOf=${nameOf}
              .row=${(one: ConnectionView) => connectionRow(one, names)}
              .whenSelected=${look}
              .whenEntered=${enter}
              .whenDeleted=${(one: ConnectionView) => deleteConnection(one, powers)}
            ></vk-list>`
      }
      <div class="carry">
        ${button(say('Import…'), () => importConnections(powers), { kind: 'quiet', key: 'import', says: say('Import connections from a file') })}
        ${button(say('Export'), () => exportConnections(powers), { kind: 'quiet', key: 'export', says: say('Export all connections, without secrets') })}
      </div>
    </div>`;
}

const count = (shown: number, { connections, more }: LiveData): string => {
  if (connections === undefined) return say('Loading connections…');
  const total = connections.length;
  if (more === true)
    return shown === total
      ? say('{total} and more connections', { total })
      : say('{shown} of {total} and more', { shown, total });
  return shown === total
    ? say.count('{count} connections', total)
    : say('{shown} of {total}', { shown, total });
};
