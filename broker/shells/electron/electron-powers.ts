import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Notification, safeStorage } from 'electron/main';
import { nanoid } from 'nanoid';
import type { BrokerPowers } from '../../broker.ts';
import { checkedSay, type Say } from '../../contracts/texts/say.ts';
import { after } from '../../time/after.ts';
import { desktopPassphraseFile } from '../node/keychain-of-folder.ts';
import { newsOf } from './app-news.ts';
import { desktopKeychain } from './desktop-keychain.ts';
import { keyringAnswers } from './keyring-answers.ts';
import { nameOfApp } from './look.ts';
import { makeMainChannel } from './message-port-main-transport.ts';
import { safeStorageKeychain } from './safe-storage-keychain.ts';
import { makeShowNotification } from './show-notification.ts';
import { openInSystemBrowser } from './system-browser.ts';

export type ElectronPowersOptions = Pick<
  BrokerPowers,
  'folder' | 'log' | 'askConsent' | 'askChange' | 'askElicitation' | 'notifications' | 'workspace' | 'texts'
> & {
  /** Of the application, for notifications. Absent: Valetkey. */
  readonly appName?: string | undefined;
  /** Whether the user accepted a keyring that protects nothing, where there is no other. */
  readonly allowWeakProtection: () => boolean;
  /** The user accepts it now, in Settings and then in a window of main. Absent: that cannot be chosen there. */
  readonly acceptWeakProtection?: () => Promise<void>;
  /** Absent: the operating system's notifications, without a way to a page. */
  readonly notice?: BrokerPowers['notice'];
};

/** What Electron gives a broker. Only after the application is ready; each broker needs a folder of its own. */
export function electronPowers(options: ElectronPowersOptions): BrokerPowers {
  const { folder, log, askConsent, askChange, askElicitation, allowWeakProtection, acceptWeakProtection } =
    options;
  return {
    folder,
    log,
    askConsent,
    askChange,
    askElicitation,
    keepsRequestsOpen: true,
    keychain: desktopKeychain({
      keyring: safeStorageKeychain({
        safeStorage,
        keyringAnswers,
        platform: process.platform,
        file: join(folder, 'vault-key.json'),
        allowWeak: allowWeakProtection,
        wait: (ms) => pause(ms),
      }),
      passphraseFile: join(folder, desktopPassphraseFile),
      acceptWeak: acceptWeakProtection,
    }),
    makeChannel: makeMainChannel,
    now: Date.now,
    after,
    randomBytes: (length) => randomBytes(length),
    makeId: () => nanoid(),
    openInSystemBrowser,
    notifications: options.notifications,
    workspace: options.workspace,
    texts: options.texts,
    notice: options.notice ?? notifyAs(nameOfApp(options), checkedSay(options.texts)),
  };
}

/** A page of Settings is where the application has it, so that a click leads nowhere. */
const notifyAs = (title: string, say: Say): NonNullable<BrokerPowers['notice']> => {
  const show = makeShowNotification({
    system: Notification,
    title,
    now: Date.now,
    platform: process.platform,
  });
  return (notice) => show(newsOf(say, notice, () => undefined));
};
