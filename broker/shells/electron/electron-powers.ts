import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Notification, safeStorage } from 'electron/main';
import { nanoid } from 'nanoid';
import type { BrokerPowers } from '../../broker.ts';
import { after } from '../../time/after.ts';
import { noticeText } from '../notice-text.ts';
import { keyringAnswers } from './keyring-answers.ts';
import { makeMainChannel } from './message-port-main-transport.ts';
import { safeStorageKeychain } from './safe-storage-keychain.ts';
import { openInSystemBrowser } from './system-browser.ts';

export type ElectronPowersOptions = Pick<BrokerPowers, 'folder' | 'log' | 'askConsent' | 'askChange'> & {
  /** Whether the user accepted a keyring that protects nothing, where there is no other. */
  readonly allowWeakProtection: () => boolean;
};

/** What Electron gives a broker. Only after the application is ready; each broker needs a folder of its own. */
export const electronPowers = (options: ElectronPowersOptions): BrokerPowers => {
  const { folder, log, askConsent, askChange, allowWeakProtection } = options;
  return {
    folder,
    log,
    askConsent,
    askChange,
    keychain: safeStorageKeychain({
      safeStorage,
      keyringAnswers,
      platform: process.platform,
      file: join(folder, 'vault-key.json'),
      allowWeak: allowWeakProtection,
      wait: (ms) => pause(ms),
    }),
    makeChannel: makeMainChannel,
    now: Date.now,
    after,
    randomBytes: (length) => randomBytes(length),
    makeId: () => nanoid(),
    openInSystemBrowser,
    notice: (notice) => {
      if (Notification.isSupported())
        new Notification({ title: 'Valetkey', body: noticeText(notice) }).show();
    },
  };
};
