import type { Client, ConnectionId } from '@valetkey/api-contracts';
import type { SettingsContract } from '@valetkey/broker/contracts';
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { appName } from '../app-name.ts';
import { type IconName, icon } from '../components/icon.ts';
import { keepFocus } from '../components/keep-focus.ts';
import { keepPress } from '../components/keep-press.ts';
import { LightElement, redrawnBy } from '../components/light-element.ts';
import { type Announce, notices } from '../components/notices.ts';
import { openPalette } from '../components/palette.ts';
import './access/access-view.ts';
import { waitingOnTop } from './access/unmet-requests.ts';
import { type Command, commandsOf, fittingCommands } from './commands.ts';
import './audit/audit-view.ts';
import './connections/connections-view.ts';
import type { ConnectionsView } from './connections/connections-view.ts';
import './extensions-view.ts';
import { say } from '../say.ts';
import { chooseProtection } from './choose-protection.ts';
import { type Following, followData, type LiveData } from './live-data.ts';
import { notificationSwitch } from './notification-switch.ts';
import type { Place, Powers } from './powers.ts';
import { protectionBadge } from './protection-badge.ts';
import { stopButton, stoppedNotice } from './stop-everything.ts';
import { showWaiting, waitingBanner } from './waiting-banner.ts';

const views: readonly { view: Place['view']; label: string; icon: IconName }[] = [
  { view: 'connections', label: say('Connections'), icon: 'plug' },
  { view: 'access', label: say('Access'), icon: 'key' },
  { view: 'activity', label: say('Activity'), icon: 'history' },
  { view: 'extensions', label: say('Extensions'), icon: 'extensions' },
];

/** The whole page: where one is, what there is, and the one line that says what happened. */
export class SettingsPage extends LightElement {
  static override properties = redrawnBy('place', 'data', 'ended');
  declare place: Place;
  declare data: LiveData;
  declare ended: boolean;
  readonly #following: Following;
  readonly #powers: Powers;
  #announce: Announce = () => undefined;
  #lastChosen: ConnectionId | undefined;

  constructor(client: Client<SettingsContract>, closed: Promise<void>) {
    super();
    this.place = { view: 'connections' };
    this.data = {};
    this.ended = false;
    const afterPress = keepPress(this);
    const show = (data: LiveData): void =>
      afterPress(() => {
        if (data.more === false && this.data.more !== false) performance.mark('connections:arrived');
        this.data = data;
      });
    this.#following = followData(client, show, (place) => void this.#go(place));
    this.#powers = Object.freeze<Powers>({
      client,
      announce: (...args) => this.#announce(...args),
      go: (place) => this.#go(place),
      changed: () => this.#following.refresh(),
    });
    void closed.then(() => {
      this.#following.stop();
      this.ended = true;
    });
  }

  protected override firstUpdated(): void {
    const region = this.querySelector<HTMLElement>('.notice');
    if (region !== null) this.#announce = notices(region);
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
    return html`<div class="side">
        <nav aria-label=${say('Settings')}>
          <h1>${appName}</h1>
          ${views.map(
            ({
              view,
              label,
              icon: name,
            }) => html`<button type="button" class="tab" data-key="tab ${view}" aria-current=${view === place.view ? 'page' : nothing}
            @click=${() => this.#go({ view })}>${icon(name)}${label}</button>`,
          )}
        </nav>
        ${this.ended ? nothing : html`<aside class="side-end" aria-label=${say('State of {app}', { app: appName })}>${stopButton(data, this.#powers)} ${notificationSwitch(data, this.#powers)} ${protectionBadge(data.protection, this.#powers)}</aside>`}
      </div>
      <main tabindex="-1">${this.ended ? ended : html`${stoppedNotice(data, this.#powers)}${chooseProtection(data.protection, this.#powers)}${waitingOnTop(data, this.#powers)}${this.#view()}`}</main>
      <div class="notice"></div>
      ${this.ended ? nothing : waitingBanner(data.waiting ?? [])}`;
  }

  /** The only way to another place: what was typed is not lost without a question. */
  async #go(place: Place): Promise<boolean> {
    const connections = this.querySelector<ConnectionsView>('vk-connections');
    if (connections !== null && !(await connections.mayLeave())) return false;
    if (place.view === 'connections') this.#lastChosen = place.connectionId ?? this.#lastChosen;
    this.place = place.view === 'connections' ? { ...place, connectionId: this.#lastChosen } : place;
    await this.updateComplete;
    return true;
  }

  async #command(): Promise<void> {
    let all: readonly Command[] = [];
    let of: LiveData | undefined;
    // What arrives while it is open can be found too.
    const now = (): readonly Command[] => {
      if (of !== this.data) all = commandsOf(this.data, this.#powers);
      of = this.data;
      return all;
    };
    const title = say('Search connections, services and actions');
    const chosen = await openPalette(title, (text) => fittingCommands(now(), text));
    await chosen?.run();
  }

  #view(): TemplateResult {
    const { place, data } = this;
    const powers = this.#powers;
    if (place.view === 'access') return html`<vk-access .data=${data} .powers=${powers}></vk-access>`;
    if (place.view === 'extensions')
      return html`<vk-extensions .data=${data} .powers=${powers}></vk-extensions>`;
    if (place.view === 'activity') {
      return html`<vk-audit .data=${data} .powers=${powers} .place=${place}></vk-audit>`;
    }
    return html`<vk-connections .data=${data} .powers=${powers} .place=${place}></vk-connections>`;
  }

  #key = (event: KeyboardEvent): void => {
    const { key, ctrlKey, metaKey, altKey } = event;
    if (key.toLowerCase() === 'k' && (ctrlKey || metaKey) && !altKey) {
      event.preventDefault();
      if (!this.ended && document.querySelector('dialog[open]') === null) void this.#command();
      return;
    }
    if (key !== '/' || ctrlKey || metaKey || altKey || isTyping(event)) return;
    // The gallery stands beside the list of connections, and is what a person looks at.
    const search =
      this.querySelector<HTMLElement>('.gallery .search') ?? this.querySelector<HTMLElement>('.search');
    if (search === null || document.querySelector('dialog[open]') !== null) return;
    event.preventDefault();
    search.focus();
  };
}
SettingsPage.define('vk-settings');

/** Main is gone; nothing that stood here would be true. */
const ended = html`<div class="blank">
  <span class="blank-icon">${icon('plug')}</span>
  <h2>${say('{app} has ended.', { app: appName })}</h2>
  <p>${say('All sessions have ended. Close this window and start {app} again.', { app: appName })}</p>
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
