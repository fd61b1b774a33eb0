import { type GrantView, type LiveCapability, plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { button } from '../../components/button.ts';
import { LightElement } from '../../components/light-element.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { accessOf, type Side } from './access-of.ts';

/** Every authority that exists, from either side: what was allowed for good, and what is alive now. */
export class AccessView extends LightElement {
  static override properties = {
    data: { attribute: false },
    powers: { attribute: false },
    by: { state: true },
  };
  declare data: LiveData;
  declare powers: Powers;
  declare by: 'connection' | 'extension';

  constructor() {
    super();
    this.by = 'connection';
  }

  protected override render(): TemplateResult {
    const { grants, live } = this.data;
    if (grants === undefined || live === undefined)
      return html`<p class="blank" role="status">Looking up who may use what…</p>`;
    const standing = grants.filter(({ state }) => state !== 'revoked');
    const pick = (by: 'connection' | 'extension', label: string): TemplateResult =>
      button(
        label,
        () => {
          this.by = by;
        },
        { key: `by ${by}`, pressed: this.by === by },
      );
    return html`<div class="page">
      <header>
        <h2 tabindex="-1" data-home>Access</h2>
        <div class="buttons" role="group" aria-label="Grouped by">${pick('connection', 'By connection')}${pick('extension', 'By extension')}</div>
      </header>
      <p class="quiet-text">
        ${allowedText(standing)}
        ${live.length === 0 ? 'No extension holds anything now.' : `${live.length === 1 ? 'One handle is' : `${live.length} handles are`} live now, ${live.filter(({ inFlight }) => inFlight > 0).length} in use.`}
      </p>
      ${this.#groups(standing, live)}
    </div>`;
  }

  #groups(
    standing: readonly GrantView[],
    live: readonly LiveCapability[],
  ): TemplateResult | TemplateResult[] {
    const { connections = [], extensions = [] } = this.data;
    if (standing.length === 0 && live.length === 0) {
      return html`<p class="blank">When you allow an extension to use a connection, it is listed here, and can be taken back here.</p>`;
    }
    if (this.by === 'extension') {
      const granted = standing.map(({ principal }) => principal.id);
      const ids = new Set([...granted, ...live.map(({ extension }) => extension)]);
      return [...ids].map((id) => {
        const name = extensions.find((one) => one.id === id)?.displayName;
        return this.#group(name === undefined ? id : `${plainText(name)} (${id})`, { extension: id });
      });
    }
    const ids = new Set([...standing, ...live].map(({ connectionId }) => connectionId));
    return [...ids].map((id) => {
      const name = connections.find((one) => one.id === id)?.displayName ?? 'a deleted connection';
      return this.#group(plainText(name), { connectionId: id });
    });
  }

  #group(title: string, side: Side): TemplateResult {
    return html`<div class="group">${accessOf(side, this.data, this.powers, title)}</div>`;
  }
}
AccessView.define('vk-access');

const allowedText = (standing: readonly GrantView[]): string => {
  if (standing.length === 0) return 'Nothing is allowed for good.';
  const suspended = standing.filter(({ state }) => state === 'suspended').length;
  return `${standing.length} allowed for good${suspended === 0 ? '' : `, ${suspended} of them suspended`}.`;
};
