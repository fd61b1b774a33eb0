import type { ConnectionId, ExtensionId } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { type Fold, foldOf } from '../../components/fold-row.ts';
import { LightElement, redrawnBy } from '../../components/light-element.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { accessRow } from './access-row.ts';
import { heldAccess } from './held-access.ts';
import { revoking } from './revoke-access.ts';

/** One side of the table of who may use what: of a connection its extensions, of an extension its connections. */
export type Side = { readonly connectionId: ConnectionId } | { readonly extension: ExtensionId };

/** Beside what it belongs to. The Access page has all of them, with a search. */
const mostRows = 50;

/** Who may use a connection, or what an extension may use. */
class AccessOf extends LightElement {
  static override properties = redrawnBy('side', 'data', 'powers', 'unfolded');
  declare side: Side;
  declare data: LiveData;
  declare powers: Powers;
  declare unfolded: ReadonlySet<string>;

  constructor() {
    super();
    this.unfolded = new Set();
  }

  protected override render(): TemplateResult {
    const { side, data, powers } = this;
    const ofExtension = 'extension' in side;
    const isOf = (extension: ExtensionId, connectionId: ConnectionId): boolean =>
      ofExtension ? extension === side.extension : connectionId === side.connectionId;
    const grants = data.grants?.filter(({ principal, connectionId }) => isOf(principal.id, connectionId));
    const live = data.live?.filter(({ extension, connectionId }) => isOf(extension, connectionId));
    const held = heldAccess({ ...data, grants: grants ?? [], live: live ?? [] });
    const title = ofExtension ? say('Allowed connections') : say('Allowed extensions');
    const none = ofExtension
      ? say('No connection yet. It asks when it needs one.')
      : say('No extension yet. Extensions ask when they need it.');
    const sides = ofExtension ? 'connection' : 'extension';
    return html`<section class="access-of" aria-label=${title}>
      <header>
        <h3 tabindex="-1" data-home>${title}</h3>
        ${held.length === 0 ? nothing : revokeAll(side, powers)}
      </header>
      ${
        held.length === 0
          ? html`<p class="quiet-text">${none}</p>`
          : html`<ul class="compact-rows">${held
              .slice(0, mostRows)
              .map(
                (one) => html`<li>${accessRow(one, this.#foldOf(one.key), { data, powers, sides })}</li>`,
              )}</ul>`
      }
      ${held.length > mostRows ? button(say('Show all {count}', { count: held.length }), () => powers.go({ view: 'access' }), { key: 'show all access' }) : nothing}
    </section>`;
  }

  #foldOf(key: string): Fold {
    return foldOf(this.unfolded, key, (unfolded) => {
      this.unfolded = unfolded;
    });
  }
}
AccessOf.define('vk-access-of');

export function accessOf(side: Side, data: LiveData, powers: Powers): TemplateResult {
  return html`<vk-access-of .side=${side} .data=${data} .powers=${powers}></vk-access-of>`;
}

const revokeAll = (side: Side, powers: Powers): TemplateResult => {
  const { client } = powers;
  const [id, says, run] =
    'extension' in side
      ? [
          side.extension,
          say('Revoke all of {name}', { name: side.extension }),
          () => client.revokeExtension(side),
        ]
      : [side.connectionId, say('Revoke all of this connection'), () => client.revokeConnection(side)];
  return button(say('Revoke all'), () => revoking(powers, run), {
    kind: 'danger',
    key: `revoke all ${id}`,
    says,
  });
};
