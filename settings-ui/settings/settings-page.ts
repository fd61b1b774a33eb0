import type { Client, ConnectionId, SettingsContract } from '@valetkey/api-contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { callout } from '../components/badge.ts';
import { button } from '../components/button.ts';
import { type IconName, icon } from '../components/icon.ts';
import { keepFocus } from '../components/keep-focus.ts';
import { LightElement } from '../components/light-element.ts';
import { notices, type Say } from '../components/notices.ts';
import './access/access-view.ts';
import { attempt, ending } from './attempt.ts';
import './audit/audit-view.ts';
import './connections/connections-view.ts';
import type { ConnectionsView } from './connections/connections-view.ts';
import './extensions-view.ts';
import { type Following, followData, type LiveData } from './live-data.ts';
import type { Place, Powers } from './powers.ts';
import { protectionBadge } from './protection-badge.ts';
import { showWaiting, waitingBanner } from './waiting-banner.ts';

const views: readonly { view: Place['view']; label: string; icon: IconName }[] = [
  { view: 'connections', label: 'Connections', icon: 'plug' },
  { view: 'access', label: 'Access', icon: 'key' },
  { view: 'activity', label: 'Activity', icon: 'history' },
  { view: 'extensions', label: 'Extensions', icon: 'extensions' },
];

/** The whole page: where one is, what there is, and the one line that says what happened. */
export class SettingsPage extends LightElement {
  static override properties = { place: { state: true }, data: { state: true }, ended: { state: true } };
  declare place: Place;
  declare data: LiveData;
  declare ended: boolean;
  readonly #client: Client<SettingsContract>;
  readonly #following: Following;
  readonly #powers: Powers;
  #say: Say = () => undefined;
  #lastChosen: ConnectionId | undefined;

  constructor(client: Client<SettingsContract>, closed: Promise<void>) {
    super();
    this.place = { view: 'connections' };
    this.data = {};
    this.ended = false;
    this.#client = client;
    this.#following = followData(client, (data) => {
      if (data.more === false && this.data.more !== false) performance.mark('connections:arrived');
      this.data = data;
    });
    this.#powers = Object.freeze<Powers>({
      client,
      say: (...args) => this.#say(...args),
      go: (place) => {
        this.place = place;
        if (place.view === 'connections') this.#lastChosen = place.connectionId ?? this.#lastChosen;
      },
      changed: () => this.#following.refresh(),
    });
    void closed.then(() => {
      this.#following.stop();
      this.ended = true;
    });
  }

  protected override firstUpdated(): void {
    const region = this.querySelector<HTMLElement>('.notice');
    if (region !== null) this.#say = notices(region);
    keepFocus(this);
    document.addEventListener('keydown', this.#key);
    // The page itself first, so that what arrives has rows to paint and nothing else.
    void afterPaint().then(() => this.#following.start());
  }

  protected override updated(changed: PropertyValues<this>): void {
    showWaiting(this, (this.data.waiting ?? []).length > 0);
    const before = changed.get('place');
    if (before === undefined || before.view === this.place.view) return;
    void this.#following.refresh();
    // Who went elsewhere by a button in the page goes on from the top of what is shown now.
    if (document.activeElement?.closest('nav') === null) {
      void this.updateComplete.then(() => this.querySelector<HTMLElement>('main [data-home]')?.focus());
    }
  }

  protected override render(): TemplateResult {
    const { place, data } = this;
    const live = data.live?.length ?? 0;
    return html`<div class="side">
        <nav aria-label="Settings">
          <h1>Valetkey</h1>
          ${views.map(
            ({
              view,
              label,
              icon: name,
            }) => html`<button type="button" class="tab" data-key="tab ${view}" aria-current=${view === place.view ? 'page' : nothing}
            @click=${() => this.#see(view)}>${icon(name)}${label}</button>`,
          )}
        </nav>
        ${this.ended ? nothing : html`<div class="side-end">${this.#stopOrResume(live)} ${protectionBadge(data.protection, this.#powers)}</div>`}
      </div>
      <main tabindex="-1">${this.ended ? ended : this.#view()}</main>
      <div class="notice"></div>
      ${this.ended ? nothing : waitingBanner(data.waiting ?? [])}`;
  }

  async #see(view: Place['view']): Promise<void> {
    const connections = this.querySelector<ConnectionsView>('vk-connections');
    if (connections !== null && !(await connections.mayLeave())) return;
    // It is the same element still where one goes to what one is in.
    connections?.stop();
    this.place = { view };
  }

  #stopOrResume(live: number): TemplateResult {
    const powers = this.#powers;
    const handles = live === 1 ? 'the live handle' : `all ${live} live handles`;
    if (this.data.stopped !== true) {
      const says = `Stop everything: end ${handles} now, and hand out none`;
      return button(
        'Stop everything',
        () => ending(powers, () => this.#client.stopEverything(), 'Stopped.'),
        { kind: 'danger', icon: 'stop', key: 'stop everything', says },
      );
    }
    const resume = async (): Promise<void> => {
      await this.#client.resumeEverything();
      powers.say('Extensions may use connections again.');
    };
    return html`${callout('warn', 'Everything is stopped: no extension gets a connection until you resume, or Valetkey starts again.')}
      ${button('Resume', () => attempt(powers, resume), { kind: 'primary', key: 'stop everything' })}`;
  }

  #view(): TemplateResult {
    const { place, data } = this;
    const powers = this.#powers;
    if (place.view === 'access') return html`<vk-access .data=${data} .powers=${powers}></vk-access>`;
    if (place.view === 'extensions')
      return html`<vk-extensions .data=${data} .powers=${powers}></vk-extensions>`;
    if (place.view === 'activity') {
      return html`<vk-audit .data=${data} .powers=${powers} .connectionId=${place.connectionId} .extension=${place.extension}></vk-audit>`;
    }
    return html`<vk-connections .data=${data} .powers=${powers} .chosen=${place.connectionId ?? this.#lastChosen} .make=${place.make}></vk-connections>`;
  }

  #key = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key !== '/' || ctrlKey || metaKey || altKey || isTyping(event)) return;
    const view = this.querySelector<ConnectionsView>('vk-connections');
    if (view === null || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    view.focusSearch();
  };
}
SettingsPage.define('vk-settings');

/** Main is gone; nothing that stood here would be true. */
const ended = html`<div class="blank">
  <span class="blank-icon">${icon('plug')}</span>
  <h2>Valetkey has ended.</h2>
  <p>No extension holds a connection now. Close this window, and start Valetkey again.</p>
</div>`;

/** A window that nobody sees paints no frame. */
const mostWaitMs = 150;
const afterPaint = (): Promise<void> =>
  new Promise((resolve) => {
    requestAnimationFrame(() => setTimeout(resolve));
    setTimeout(resolve, mostWaitMs);
  });

const isTyping = (event: KeyboardEvent): boolean =>
  event.composedPath()[0] instanceof HTMLInputElement &&
  !['checkbox', 'radio'].includes((event.composedPath()[0] as HTMLInputElement).type);
