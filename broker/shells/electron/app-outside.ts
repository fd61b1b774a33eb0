import type { App } from 'electron/main';
import type { SettingsPlace } from '../../contracts/settings.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { Broker, BrokerPowers } from '../../powers.ts';
import { showTray } from './app-tray.ts';
import { followBroker } from './follow-broker.ts';
import type { Notifications } from './notifications.ts';

/** What a person sees of it without its windows: an item beside the clock, and news of extensions that wait. */
export function showOutside({
  app,
  say,
  broker,
  goTo,
  notifications,
  trayIcon,
  log,
}: {
  readonly app: Pick<App, 'quit'>;
  readonly say: Say;
  readonly broker: Broker;
  readonly goTo: (place: SettingsPlace) => void;
  readonly notifications: Notifications;
  readonly trayIcon: string;
  readonly log: BrokerPowers['log'];
}): void {
  const failed = (error: unknown): void => log('warn', 'the menu of the tray could not do that', error);
  let waited = new Set<string>();
  const client = followBroker(
    broker,
    (followed) => {
      tray?.update(followed);
      const waiting = followed.unmet.filter(({ waits, why }) => waits && why === 'no-connection');
      for (const { extension, at } of waiting) {
        if (waited.has(`${extension} ${at}`)) continue;
        notifications.tell({
          about: `waits ${extension}`,
          text: say('The extension {extension} waits for a connection.', { extension }),
          clicked: () => goTo({ view: 'extensions' }),
        });
      }
      waited = new Set(waiting.map(({ extension, at }) => `${extension} ${at}`));
    },
    log,
  );
  const tray = trayOrNone(() =>
    showTray({
      say,
      icon: trayIcon,
      goTo,
      notifications,
      stopEverything: () => void client.stopEverything().catch(failed),
      resumeEverything: () => void client.resumeEverything().catch(failed),
      quit: () => app.quit(),
      failed,
    }),
  );
}

/** Some desktops have no tray: then there is none. */
const trayOrNone = <T>(show: () => T): T | undefined => {
  try {
    return show();
  } catch {
    return undefined;
  }
};
