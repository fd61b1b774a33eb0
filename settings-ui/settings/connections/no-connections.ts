import { type ProviderId, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { icon } from '../../components/icon.ts';
import { type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { importConnections } from './carry-connections.ts';

/** What somebody sees who is here for the first time. */
export const noConnections = (
  data: Pick<LiveData, 'providers' | 'unmet'>,
  powers: Powers,
  choose: () => void,
  make: (providerId: ProviderId) => void,
): TemplateResult => html`<div class="blank">
  <span class="blank-icon">${icon('plug')}</span>
  <h2 tabindex="-1" data-home>No connections yet</h2>
  <p>Make a connection, and extensions can ask you to use it. They send requests through it; its secret they never get.</p>
  ${button('New connection', choose, { kind: 'primary', key: 'new connection', icon: 'add' })}
  ${button('Import…', () => importConnections(powers), { kind: 'quiet', key: 'import', says: 'Import connections from a file' })}
  ${askedFor(data, make)}
  ${described(data)}
</div>`;

/** While they are looked up nothing is said of them: "0 services" would be wrong. */
const described = ({ providers }: Pick<LiveData, 'providers'>): TemplateResult | typeof nothing =>
  providers === undefined
    ? nothing
    : html`<p class="quiet-text small">
        ${providers.length === 1 ? 'One service is' : `${providers.length} services are`} described by what is installed here.
      </p>`;

/** Extensions that wait for one already: the shortest way to what they are here for. */
const askedFor = (
  data: Pick<LiveData, 'providers' | 'unmet'>,
  make: (providerId: ProviderId) => void,
): TemplateResult | typeof nothing => {
  const services = new Map(
    (data.unmet ?? []).map((one) => [one.providerId, providerNamed(one.providerId, data)]),
  );
  const known = [...services].flatMap(([id, provider]) =>
    provider === undefined ? [] : [{ id, name: plainText(provider.name) }],
  );
  if (known.length === 0) return nothing;
  return html`<p>Extensions have asked for:</p>
    <div class="buttons">${known.map(({ id, name }) => button(name, () => make(id), { key: `make ${id}`, says: `Make a connection of ${name}` }))}</div>`;
};
