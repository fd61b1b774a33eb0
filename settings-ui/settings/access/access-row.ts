import { plainText } from '@valetkey/api-contracts';
import { dormantLabel, type LiveCapability } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { badge } from '../../components/badge.ts';
import { type Fold, foldRow } from '../../components/fold-row.ts';
import { serviceIcon } from '../../components/service-icon.ts';
import { agoText } from '../../date-text.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { Powers } from '../powers.ts';
import { connectionWords, extensionWords, grantWords } from '../state-words.ts';
import { grantDetails } from './access-details.ts';
import type { HeldAccess } from './held-access.ts';
import { sessionTree } from './session-tree.ts';

export type Shown = {
  readonly data: LiveData;
  readonly powers: Powers;
  /** The side that is not known from where the row stands. */
  readonly sides: 'both' | 'extension' | 'connection';
  /** How the row is selected, where rows can be. */
  readonly picking?: { readonly picked: boolean; readonly pick: (range: boolean) => void } | undefined;
};

/** Who may use what, in one line of 48 px; everything else folds out. */
export function accessRow(held: HeldAccess, fold: Fold, shown: Shown): TemplateResult {
  const {
    key,
    grant,
    sessions,
    extension,
    extensionName,
    notInstalled,
    elsewhere,
    lastAt,
    unused,
    sentences,
  } = held;
  const { data, powers, sides, picking } = shown;
  const title = titleOf(held, sides);
  const tasks = grant?.tasks.length ?? 0;
  const busy = sessions.some(({ inFlight }) => inFlight > 0);
  const png = data.extensions?.find(({ id }) => id === extension)?.icon;
  const used = grant !== undefined && grant.sentAt === undefined ? say('never used') : agoText(lastAt);
  const pick =
    picking === undefined
      ? nothing
      : html`<input
          type="checkbox"
          class="pick"
          data-key="pick ${key}"
          aria-label=${say('Select {access}', { access: title })}
          .checked=${picking.picked}
          ?disabled=${grant === undefined}
          @click=${(event: MouseEvent) => picking.pick(event.shiftKey)}
        />`;
  const light =
    sessions.length === 0
      ? nothing
      : html`<span class="light ${busy ? 'on' : ''}" title=${busy ? say('In use now') : say('Active session, idle')}></span>`;
  return foldRow(key, fold, {
    label: labelOf(held, sides),
    before: html`${pick}${sides === 'connection' ? nothing : serviceIcon({ name: extensionName, id: extension, png }, 'small')}`,
    name: nameLine(held, sides),
    about: plainText(sentences.join(' ')),
    state: html`${notInstalled && sides !== 'connection' ? badge(extensionWords['not-installed']) : nothing}
      ${grant === undefined || grant.standing === 'in-force' ? nothing : badge(grantWords[grant.standing])}
      ${elsewhere && sides !== 'extension' ? badge(connectionWords.elsewhere) : nothing}
      ${unused ? badge({ label: say(dormantLabel), tone: 'warn' }) : nothing}
      ${grant === undefined ? badge({ label: say('Allowed once'), tone: 'plain' }) : nothing}
      ${tasks === 0 ? nothing : badge({ label: say.count('{count} tasks running', tasks), tone: 'plain' })}
      ${light}
      <span class="quiet-text">${used}</span>`,
    details: () => html`${grant === undefined ? nothing : grantDetails(grant, title, powers)}
      ${sessionTree(held, title, data, powers)}`,
  });
}

const nameLine = (held: HeldAccess, sides: Shown['sides']): TemplateResult => {
  const { extension, extensionName, connectionName } = held;
  // What an extension calls itself never stands without the id that says whose it is.
  const who = html`<b class="theirs">${extensionName}</b> <code>${extension}</code>`;
  if (sides === 'extension') return who;
  if (sides === 'connection') return html`<b class="theirs">${connectionName}</b>`;
  return html`${say.parts('{extension} uses {connection}', {
    extension: who,
    connection: html`<b class="theirs">${connectionName}</b>`,
  })}`;
};

const titleOf = ({ extension, connectionName }: HeldAccess, sides: Shown['sides']): string => {
  if (sides === 'both') return say('{extension} on {connection}', { extension, connection: connectionName });
  return sides === 'extension' ? extension : connectionName;
};

const labelOf = (held: HeldAccess, sides: Shown['sides']): string => {
  const { grant, extension, connectionName: connection } = held;
  const state = grant === undefined ? 'once' : grant.state === 'suspended' ? 'suspended' : 'always';
  if (sides === 'both') return say(onBoth[state], { extension, connection });
  return say(onOne[state], { name: titleOf(held, sides) });
};

const onBoth = {
  once: '{extension}, allowed once on {connection}',
  suspended: '{extension}, suspended on {connection}',
  always: '{extension}, always allowed on {connection}',
} as const;
const onOne = {
  once: '{name}, allowed once',
  suspended: '{name}, suspended',
  always: '{name}, always allowed',
} as const;

export const countedSessions = (live: readonly LiveCapability[]): string => {
  if (live.length === 0) return say('No active sessions.');
  const inUse = live.filter(({ inFlight }) => inFlight > 0).length;
  return say.count('{count} active sessions, {busy} in use.', live.length, { busy: inUse });
};
