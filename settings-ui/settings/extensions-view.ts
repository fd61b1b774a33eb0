import { type ExtensionView, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../components/badge.ts';
import { button } from '../components/button.ts';
import { LightElement } from '../components/light-element.ts';
import { serviceIcon } from '../components/service-icon.ts';
import { dateText } from '../date-text.ts';
import { accessOf } from './access/access-of.ts';
import { unmetRequests } from './access/unmet-requests.ts';
import { attempt } from './attempt.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';
import { extensionWords } from './state-words.ts';

/** Which extensions run, what each may use, and all of it taken back at once. */
export class ExtensionsView extends LightElement {
  static override properties = { data: { attribute: false }, powers: { attribute: false } };
  declare data: LiveData;
  declare powers: Powers;

  protected override render(): TemplateResult {
    const { extensions } = this.data;
    return html`<div class="page">
      <header><h2 tabindex="-1" data-home>Extensions</h2></header>
      ${
        extensions === undefined
          ? html`<p class="blank" role="status">Looking up the extensions…</p>`
          : extensions.length === 0
            ? html`<p class="blank">No extension is installed.</p>`
            : html`${unmetRequests(this.data, this.powers)}${extensions.map((one) => this.#row(one))}`
      }
    </div>`;
  }

  #row(extension: ExtensionView): TemplateResult {
    const { id, displayName, version, state, since } = extension;
    const { powers, data } = this;
    const name = plainText(displayName);
    return html`<article class="group" aria-label=${name}>
      <header>
        ${serviceIcon({ name, id, png: extension.icon })}
        <div>
          <h3 class="theirs">${name}</h3>
          <p class="quiet-text small"><code>${id}</code> · version ${plainText(version)} · since ${dateText(since)}</p>
        </div>
        ${badge(extensionWords[state])}
      </header>
      ${state === 'running' || extension.canRestart ? nothing : html`<p>Start it again in the application that runs it.</p>`}
      ${accessOf({ extension: id }, data, powers)}
      <div class="buttons">
        ${extension.canRestart ? button(state === 'running' ? 'Restart' : 'Start again', () => this.#restart(extension), { key: `restart ${id}`, says: `${state === 'running' ? 'Restart' : 'Start again'} ${name}` }) : nothing}
        ${button('Activity', () => powers.go({ view: 'activity', extension: id }), { key: `activity ${id}`, icon: 'history', says: `Activity of ${name}` })}
      </div>
    </article>`;
  }

  #restart({ id: extension, displayName }: ExtensionView): Promise<boolean> {
    const { client, say } = this.powers;
    return attempt(this.powers, async () => {
      await client.restartExtension({ extension });
      say(`${plainText(displayName)} was started.`);
    });
  }
}
ExtensionsView.define('vk-extensions');
