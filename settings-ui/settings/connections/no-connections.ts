import { type ProviderId, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { icon } from '../../components/icon.ts';
import { say } from '../../say.ts';
import { type LiveData, providerNamed } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { importConnections } from './carry-connections.ts';
import { servicesOf } from './ways-to-sign-in.ts';
import { workspaceLine } from './workspace-line.ts';

type Known = Pick<LiveData, 'providers' | 'unmet' | 'protection' | 'workspace'>;

/** What somebody sees who is here for the first time: three steps, of which none is in the way of anything else. */
export function noConnections(
  data: Known,
  powers: Powers,
  choose: () => void,
  make: (providerId: ProviderId) => void,
): TemplateResult {
  return html`<div class="blank first-run">
  <span class="blank-icon">${icon('plug')}</span>
  <h2 tabindex="-1" data-home>${say('No connections yet')}</h2>
  ${workspaceLine(data, powers)}
  <ol class="steps">
    <li class=${protectedNow(data) ? 'done' : ''}>
      <h3>${say('Protect')}</h3>
      <p>${protectText(data)}</p>
    </li>
    <li>
      <h3>${say('Connect')}</h3>
      <p>${say('Add a connection to a service. Extensions can use it, but never see the secret.')}</p>
      <div class="buttons">
        ${button(say('New connection'), choose, { kind: 'primary', key: 'new connection', icon: 'add' })}
        ${button(say('Import…'), () => importConnections(powers), { kind: 'quiet', key: 'import', says: say('Import connections from a file') })}
      </div>
      ${askedFor(data, make)} ${described(data)}
    </li>
    <li>
      <h3>${say('Allow')}</h3>
      <p>${say('An extension asks when it needs a connection. You allow it once or always, or deny it.')}</p>
    </li>
  </ol>
</div>`;
}

const protectedNow = ({ protection }: Known): boolean => protection?.state === 'unlocked';

/** Named beside the menu is what guards them, and what can be done about it. */
const protectText = ({ protection }: Known): string => {
  if (protection === undefined) return say('Looking for what guards your secrets…');
  if (protection.state === 'locked')
    return say('Unlock your secrets, or add a connection and enter its secret later.');
  return protection.grade === 'weak'
    ? say('Your secrets have weak protection on this computer.')
    : say('Your secrets have strong protection on this computer.');
};

/** While they are looked up nothing is said of them: "0 services" would be wrong. */
const described = ({ providers }: Pick<LiveData, 'providers'>): TemplateResult | typeof nothing => {
  if (providers === undefined) return nothing;
  const services = servicesOf(providers).length;
  return html`<p class="quiet-text small">
        ${say.count('{count} services are available', services)}
      </p>`;
};

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
  return html`<p>${say('Requested by extensions:')}</p>
    <div class="buttons">${known.map(({ id, name }) => button(name, () => make(id), { key: `make ${id}`, says: say('Add a connection to {service}', { service: name }) }))}</div>`;
};
