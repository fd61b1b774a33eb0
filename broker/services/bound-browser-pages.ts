import { ValetkeyError } from '@valetkey/api-contracts';
import { mostPerMinute } from '../time/most-per-minute.ts';

/** More than a person opens who signs in to one service after another. */
export const mostPages = 6;

/**
 * Opens at most six pages a minute in the system browser, for any requester: a page of ours, an extension that asks for
 * more rights, a sign-in. One that could not be opened counts, too. Beyond it, rejects with `too-many-pages`, and
 * nothing is handed to the operating system.
 */
export function boundBrowserPages(
  open: (url: string) => Promise<void>,
  monotonicNow: () => number,
): (url: string) => Promise<void> {
  const wait = mostPerMinute(mostPages, monotonicNow);
  return async (url) => {
    const retryAfterMs = wait();
    if (retryAfterMs !== undefined) throw new ValetkeyError({ code: 'too-many-pages', retryAfterMs });
    await open(url);
  };
}
