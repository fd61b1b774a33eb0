import { plainText } from '@valetkey/api-contracts';
import { builtIntoApp, contributorText } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { type IconName, icon } from '../components/icon.ts';
import { fitsWords, searchWords } from '../components/search-words.ts';
import { serviceIcon } from '../components/service-icon.ts';
import { say } from '../say.ts';
import { exportConnections, importConnections } from './connections/carry-connections.ts';
import { ownColor } from './connections/provider-gallery.ts';
import type { LiveData } from './live-data.ts';
import { setNotifications } from './notification-switch.ts';
import type { Place, Powers } from './powers.ts';
import { resumeEverything, stopEverything } from './stop-everything.ts';

/** Something that the palette can do. */
export type Command = {
  readonly key: string;
  readonly label: string;
  /** What it is about, in a word or two. */
  readonly about: string;
  readonly mark: TemplateResult;
  readonly run: () => unknown;
};

/** All that can be done from anywhere: pages, actions, connections, services, extensions. */
export function commandsOf(data: LiveData, powers: Powers): readonly Command[] {
  const { connections = [], providers = [], extensions = [] } = data;
  const go = (place: Place) => () => powers.go(place);
  const action = (key: string, label: string, name: IconName, run: () => unknown): Command => ({
    key,
    label,
    about: say('Action'),
    mark: html`<span class="service-icon small">${icon(name)}</span>`,
    run,
  });
  const on = data.notifications?.on;
  const notifications = on
    ? action('notifications', say('Turn notifications off'), 'bell', () => setNotifications(false, powers))
    : action('notifications', say('Turn notifications on'), 'bell', () => setNotifications(true, powers));
  return [
    action('view connections', say('Go to Connections'), 'plug', go({ view: 'connections' })),
    action('view access', say('Go to Access'), 'key', go({ view: 'access' })),
    action('view activity', say('Go to Activity'), 'history', go({ view: 'activity' })),
    action('view extensions', say('Go to Extensions'), 'extensions', go({ view: 'extensions' })),
    data.halt?.stopped === true
      ? action('resume', say('Resume'), 'pass', () => resumeEverything(powers))
      : action('stop everything', say('Stop everything'), 'stop', () => stopEverything(powers)),
    action('import', say('Import connections…'), 'out', () => importConnections(powers)),
    action('export', say('Export connections'), 'out', () => exportConnections(powers)),
    ...(on === undefined ? [] : [notifications]),
    ...connections.map(
      ({ id, displayName }): Command => ({
        key: id,
        label: plainText(displayName),
        about: say('Connection'),
        mark: serviceIcon({ name: plainText(displayName), id }, 'small'),
        run: go({ view: 'connections', connectionId: id }),
      }),
    ),
    ...providers.map((view): Command => {
      const { providerId, provider, contributedBy } = view;
      const name = plainText(provider.name);
      return {
        key: `make ${providerId}`,
        label: say('Connect to {service}', { service: name }),
        // A service is its contributor's claim, and never stands without that.
        about:
          contributedBy === builtIntoApp
            ? say('Service')
            : say('Service, {contributor}', { contributor: contributorText(say, contributedBy) }),
        mark: serviceIcon({ name, id: providerId, color: ownColor(view) }, 'small'),
        run: go({ view: 'connections', make: providerId }),
      };
    }),
    ...extensions.map(
      ({ id, displayName, icon: png }): Command => ({
        key: `activity ${id}`,
        label: say('Activity of {name}', { name: plainText(displayName) }),
        about: id,
        mark: serviceIcon({ name: plainText(displayName), id, png }, 'small'),
        run: go({ view: 'activity', extension: id }),
      }),
    ),
  ];
}

/** As many as one reads. */
const mostShown = 30;

/** Those in which every word stands, with a label that begins with the text first; else in their own order. */
export function fittingCommands(all: readonly Command[], text: string): readonly Command[] {
  const wanted = text.trim().toLowerCase();
  const words = searchWords(text);
  const rank = ({ label }: Command): number => {
    const lower = label.toLowerCase();
    if (lower === wanted) return 0;
    return lower.startsWith(wanted) ? 1 : lower.split(/\s+/).some((part) => part.startsWith(wanted)) ? 2 : 3;
  };
  return all
    .filter(({ label, about }) => fitsWords(words, `${label}\n${about}`.toLowerCase()))
    .map((one, at) => ({ one, at, by: rank(one) }))
    .sort((a, b) => a.by - b.by || a.at - b.at)
    .slice(0, mostShown)
    .map(({ one }) => one);
}
