import type { Notification } from 'electron/main';
import { makeNewsBound } from './bound-news.ts';
import { notificationBody } from './notification-body.ts';

/** Something that a person should know who looks elsewhere. */
export type News = {
  /** Names it, so that the same is not told again and again. */
  readonly about: string;
  /** Ours, with checked ids and the user's own names. Never what an extension wrote. */
  readonly text: string;
  readonly clicked: () => void;
  /** Shown even when one of our windows has the focus, because no page shows it. */
  readonly evenSeen?: boolean;
  /** Also where notifications are off, and however many came before. */
  readonly always?: boolean;
};

/** Else the collector takes them, and a click is lost. */
const mostKept = 50;

/** By the operating system, within the bounds of bound-news.ts. Says whether it was shown. */
export function makeShowNotification({
  system,
  title,
  now,
  platform,
}: {
  readonly system: typeof Notification;
  readonly title: string;
  readonly now: () => number;
  readonly platform: NodeJS.Platform;
}): (news: Pick<News, 'about' | 'text' | 'clicked' | 'always'>) => boolean {
  const mayTell = makeNewsBound({ now });
  const shown: Notification[] = [];
  return ({ about, text, clicked, always }) => {
    if (!system.isSupported() || !mayTell(about, always)) return false;
    const notification = new system({ title, body: notificationBody(text, platform) });
    notification.once('click', clicked);
    shown.push(notification);
    if (shown.length > mostKept) shown.shift();
    notification.show();
    return true;
  };
}
