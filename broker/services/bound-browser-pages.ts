import { ValetkeyError } from '@valetkey/api-contracts';

/** More than a person opens who signs in to one service after another. */
export const mostPages = 6;
const withinMs = 60_000;

/**
 * Opens at most six pages a minute in the system browser, for any requester: a page of ours, an extension that asks for
 * more rights, a sign-in. One that could not be opened counts, too. Beyond it, rejects with `too-many-pages`, and
 * nothing is handed to the operating system.
 */
export function boundBrowserPages(
  open: (url: string) => Promise<void>,
  monotonicNow: () => number,
): (url: string) => Promise<void> {
  let opened: number[] = [];
  return async (url) => {
    const now = monotonicNow();
    opened = opened.filter((at) => now - at < withinMs);
    const [oldest] = opened;
    if (oldest !== undefined && opened.length >= mostPages)
      throw new ValetkeyError({ code: 'too-many-pages', retryAfterMs: Math.ceil(oldest + withinMs - now) });
    opened.push(now);
    await open(url);
  };
}
