import { existsSync, rmSync } from 'node:fs';
import { BrowserWindow, Notification } from 'electron/main';
import { makeSay } from '../../contracts/texts/say.ts';
import type { NotificationSwitch } from '../../powers.ts';
import { replacePrivateFile } from '../../secrets/vault/private-file.ts';
import type { After } from '../../time/after.ts';
import { askingTitle, type Look, nameOfApp } from './look.ts';
import { makeShowNotification, type News } from './show-notification.ts';

export type Notifications = NotificationSwitch & {
  /** Whether it was shown: it is not where they are off, or many came before. */
  tell(news: News): boolean;
};

/** By the operating system. `offFile` is there when the user turned them off. */
export function makeNotifications({
  offFile,
  now,
  platform,
}: {
  readonly offFile: string;
  readonly now: () => number;
  readonly platform: NodeJS.Platform;
}): Notifications {
  const show = makeShowNotification({ system: Notification, title: nameOfApp({}), now, platform });
  const listeners: (() => void)[] = [];
  const isOn = (): boolean => !existsSync(offFile);
  return Object.freeze<Notifications>({
    isOn,
    onChange: (listener) => void listeners.push(listener),
    set: async (on) => {
      if (on) rmSync(offFile, { force: true });
      else await replacePrivateFile(offFile, 'The user turned notifications off.\n');
      for (const listener of listeners) listener();
    },
    tell: (news) => {
      if (!(news.always || isOn())) return false;
      if (!news.evenSeen && BrowserWindow.getFocusedWindow() !== null) return false;
      return show(news);
    },
  });
}

/** Long enough for a person who is there to have come to the window. */
const unseenMs = 2_000;

/** Asks as `ask` does, and tells of a question that stands in no window that a person looks at. */
export const tellingOfQuestions =
  <Asked extends { readonly extension: { readonly id: string } }, Rest extends readonly unknown[], Answer>(
    ask: (asked: Asked, ...rest: Rest) => Promise<Answer>,
    { tell, after, look }: Pick<Notifications, 'tell'> & { readonly after: After; readonly look: Look },
  ): ((asked: Asked, ...rest: Rest) => Promise<Answer>) =>
  (asked, ...rest) => {
    const { id } = asked.extension;
    const callOff = after(unseenMs, () =>
      tell({
        about: `asks ${id}`,
        text: makeSay(look.texts)('The extension {extension} waits for your answer.', { extension: id }),
        clicked: () => showQuestion(look),
      }),
    );
    return ask(asked, ...rest).finally(callOff);
  };

const showQuestion = (look: Look): void => {
  const asking = BrowserWindow.getAllWindows().find((one) => one.getTitle() === askingTitle(look));
  asking?.show();
  asking?.focus();
};
