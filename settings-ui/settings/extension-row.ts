import { plainText } from '@valetkey/api-contracts';
import type { ExtensionView } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge, callout } from '../components/badge.ts';
import { button } from '../components/button.ts';
import { type Fold, foldRow } from '../components/fold-row.ts';
import { serviceIcon } from '../components/service-icon.ts';
import { agoText, dateText } from '../date-text.ts';
import { say } from '../say.ts';
import { accessOf } from './access/access-of.ts';
import { attempt } from './attempt.ts';
import type { LiveData } from './live-data.ts';
import type { Powers } from './powers.ts';
import { removeExtension } from './remove-extension.ts';
import { extensionWords } from './state-words.ts';
import { useChart } from './use/use-chart.ts';

export const extensionOrders = [
  ['name', say('Name')],
  ['last-used', say('Last used')],
  ['state', say('State')],
] as const;
export type ExtensionOrder = (typeof extensionOrders)[number][0];

export type ListedExtension = {
  readonly extension: ExtensionView;
  readonly lastSessionAt: number | undefined;
  /** What the search looks through. */
  readonly text: string;
};

export function listedExtensions({
  extensions = [],
  grants = [],
  live = [],
}: LiveData): readonly ListedExtension[] {
  const lastOpened = new Map<string, number>();
  const opened = (id: string, at: number | undefined): void => {
    if (at !== undefined) lastOpened.set(id, Math.max(at, lastOpened.get(id) ?? 0));
  };
  for (const { principal, lastHandleAt } of grants) opened(principal.id, lastHandleAt);
  for (const { extension, since } of live) opened(extension, since);
  return extensions.map((extension) => {
    const { id, displayName, version, state } = extension;
    const text = [displayName, id, version, extensionWords[state].label].join('\n').toLowerCase();
    return { extension, lastSessionAt: lastOpened.get(id), text };
  });
}

const stateRank: readonly ExtensionView['state'][] = [
  'protocol-violation',
  'not-activated',
  'crashed',
  'hung',
  'out-of-memory',
  'stopped',
  'not-installed',
  'running',
];

export function extensionsInOrder(
  all: readonly ListedExtension[],
  order: ExtensionOrder,
): readonly ListedExtension[] {
  const by = ({ extension, lastSessionAt }: ListedExtension): number => {
    if (order === 'last-used') return -(lastSessionAt ?? 0);
    return order === 'state' ? stateRank.indexOf(extension.state) : 0;
  };
  return all
    .map((one) => ({ one, by: by(one), name: one.extension.displayName.toLowerCase() }))
    .sort((a, b) => a.by - b.by || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map(({ one }) => one);
}

/** An extension in one line; what it may use, and what can be done with it, folds out. */
export function extensionRow(
  { extension, lastSessionAt }: ListedExtension,
  fold: Fold,
  data: LiveData,
  powers: Powers,
): TemplateResult {
  const { id, displayName, version, state, since, grants, live } = extension;
  const name = plainText(displayName);
  const used =
    lastSessionAt === undefined
      ? say('no session yet')
      : say('last session {when}', { when: agoText(lastSessionAt) });
  return foldRow(id, fold, {
    label: name,
    before: serviceIcon({ name, id, png: extension.icon }, 'small'),
    name: html`<b class="theirs">${name}</b> <code>${id}</code>`,
    about: `${extensionWords[state].label} · ${held(grants.active + grants.suspended, live)} · ${used}`,
    state: html`${grants.suspended === 0 ? nothing : badge({ label: say.count('{count} suspended', grants.suspended), tone: 'bad' })}
      ${state === 'running' ? nothing : badge(extensionWords[state])}`,
    details:
      () => html`<p class="quiet-text small">${say('Version {version}', { version: plainText(version) })} · ${state === 'not-installed' ? say('last session {when}', { when: dateText(since) }) : say('since {when}', { when: dateText(since) })}</p>
      ${extension.why === undefined ? nothing : callout('bad', html`${say.parts('It could not start, in its own words: {reason}', { reason: html`<q class="theirs">${plainText(extension.why)}</q>` })}`)}
      ${state === 'not-installed' ? html`<p>${say('It is not installed any more. Its grants work again when the same version is installed. Revoke those that you do not need.')}</p>` : nothing}
      ${isRunning(state) || extension.canRestart || state === 'not-installed' ? nothing : html`<p>${say('Restart it in the application that runs it.')}</p>`}
      ${accessOf({ extension: id }, data, powers)}
      ${useChart({ extension: id }, data, powers)}
      <div class="buttons">
        ${extension.canRestart ? button(isRunning(state) ? say('Restart') : say('Start again'), () => restart(extension, powers), { key: `restart ${id}`, says: isRunning(state) ? say('Restart {name}', { name }) : say('Start again {name}', { name }) }) : nothing}
        ${extension.canRemove ? button(say('Remove…'), () => removeExtension(extension, data, powers), { key: `remove ${id}`, kind: 'danger', says: say('Remove {name}', { name }) }) : nothing}
        ${button(say('Activity'), () => powers.go({ view: 'activity', extension: id }), { key: `activity ${id}`, icon: 'history', says: say('Activity of {name}', { name }) })}
      </div>`,
  });
}

const isRunning = (state: ExtensionView['state']): boolean =>
  state === 'running' || state === 'not-activated';

const held = (connections: number, live: number): string => {
  const allowed = connections === 0 ? say('nothing allowed') : say.count('{count} connections', connections);
  return live === 0 ? allowed : `${allowed} · ${say.count('{count} active sessions', live)}`;
};

const restart = ({ id: extension, displayName }: ExtensionView, powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { runs } = await powers.client.restartExtension({ extension });
    const name = plainText(displayName);
    if (runs) powers.announce(say('{name} was started.', { name }));
    else
      powers.announce(say('{name} could not be started. The reason is above the list.', { name }), 'failed');
  });
