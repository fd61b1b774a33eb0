import type { Client, SettingsContract } from '@valetkey/api-contracts';
import { button, element } from '../element.ts';
import { accessView } from './access-view.ts';
import { auditView } from './audit-view.ts';
import { connectionsView } from './connections-view.ts';
import { extensionsView } from './extensions-view.ts';
import { notices } from './notices.ts';
import { protectionBadge } from './protection-badge.ts';
import type { View, ViewPowers } from './view.ts';

const views: Readonly<Record<string, (powers: ViewPowers) => View>> = {
  Connections: connectionsView,
  Access: accessView,
  Activity: auditView,
  Extensions: extensionsView,
};
/** The contract pushes nothing: what another window, an extension or the clock changed is looked for. */
const lookEveryMs = 2_000;

export const showSettings = (
  body: HTMLElement,
  { client, closed }: { readonly client: Client<SettingsContract>; readonly closed: Promise<void> },
): void => {
  const { say, region } = notices();
  const main = element('main', { tabindex: '-1' });
  const badge = protectionBadge({ client, say });
  let shown: { name: string; view: View } | undefined;

  const show = (name: string): void => {
    const view = views[name]?.({ client, say });
    if (view === undefined) return;
    shown = { name, view };
    for (const tab of tabs) {
      if (tab.textContent === name) tab.setAttribute('aria-current', 'page');
      else tab.removeAttribute('aria-current');
    }
    main.replaceChildren(view.element);
    void view.refresh();
  };
  const tabs = Object.keys(views).map((name) => button(name, () => show(name), { class: 'tab' }));
  const nav = element('nav', { 'aria-label': 'Settings' }, element('h1', {}, 'Valetkey'), ...tabs);
  body.replaceChildren(element('div', { class: 'side' }, nav, badge.element), main, region);
  show('Connections');
  void badge.refresh();

  const looking = setInterval(() => {
    if (document.visibilityState !== 'visible') return;
    void shown?.view.refresh();
    void badge.refresh();
  }, lookEveryMs);
  void closed.then(() => {
    clearInterval(looking);
    body.classList.add('ended');
    main.replaceChildren(element('p', { class: 'empty' }, 'Valetkey has ended. Start it again.'));
  });
};
