import { randomBytes } from 'node:crypto';
import { type WebContents, WebContentsView } from 'electron/main';
import { confineHost, hostPreferences } from './confine-contents.ts';
import { endProcess } from './end-process.ts';
import type { LentSession } from './lend-session.ts';
import { extensionScheme } from './scheme.ts';
import { type HostScripts, serveHost } from './serve-host.ts';

export type HiddenPage = {
  readonly contents: WebContents;
  /** Resolves when the page has loaded. */
  open(): Promise<void>;
  /** Resolves when its process has ended and its session is empty. `atOnce`: it gets no time to end by itself. */
  end(options: { readonly atOnce: boolean }): Promise<void>;
};

export type HiddenPageParts = {
  readonly scripts: HostScripts;
  readonly preload: string;
  /** It asked for something that no start needs. */
  readonly onStray: () => void;
};

/**
 * A page of one extension: its own process and origin, both new for every start, in a session that no other extension
 * has. What an earlier run left would be at another origin, even if it was not gone. It belongs to no window: a hidden
 * window would count among the application's.
 */
export function makeHiddenPage(
  { scripts, preload, onStray }: HiddenPageParts,
  own: LentSession,
  /** Nothing else holds a view without a window, and one that is collected takes its page along. */
  keep: Set<WebContentsView>,
): HiddenPage {
  const origin = `${extensionScheme}://${randomBytes(16).toString('hex')}/`;
  const confined = own.open(origin, serveHost(origin, scripts, onStray));
  const view = new WebContentsView({ webPreferences: hostPreferences(own.partition, preload) });
  const contents = view.webContents;
  keep.add(view);
  const address = `${origin}index.html`;
  confineHost(contents, address);

  return Object.freeze<HiddenPage>({
    contents,
    open: async () => {
      await confined;
      await contents.loadURL(address);
    },
    end: async ({ atOnce }) => {
      await endProcess(contents, { atOnce });
      keep.delete(view);
      await own.giveBack();
    },
  });
}
