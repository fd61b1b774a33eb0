import { randomBytes } from 'node:crypto';
import { session, type WebContents, WebContentsView } from 'electron/main';
import { confineContents, hostPreferences } from './confine-contents.ts';
import { confineSession } from './confine-session.ts';
import { endProcess } from './end-process.ts';
import { extensionScheme } from './scheme.ts';
import { type HostScripts, serveHost } from './serve-host.ts';

export type HiddenPage = {
  readonly contents: WebContents;
  /** Resolves when the page has loaded. */
  open(): Promise<void>;
  /** Resolves when its process has ended and its session is empty. */
  end(): Promise<void>;
};

/**
 * A page of one extension: its own origin, session and process, all new for every start, so that nothing that an earlier
 * run left could be found. It belongs to no window: a hidden window would count among the application's.
 */
export const makeHiddenPage = (
  scripts: HostScripts,
  preload: string,
  mainSource: string,
  /** Nothing else holds a view without a window, and one that is collected takes its page along. */
  keep: Set<WebContentsView>,
): HiddenPage => {
  const name = randomBytes(16).toString('hex');
  const origin = `${extensionScheme}://${name}/`;
  const own = session.fromPartition(name, { cache: false });
  own.protocol.handle(extensionScheme, serveHost(origin, scripts, mainSource));
  const confined = confineSession(own, origin);
  const view = new WebContentsView({ webPreferences: hostPreferences(name, preload) });
  const contents = view.webContents;
  keep.add(view);
  confineContents(contents);

  return Object.freeze<HiddenPage>({
    contents,
    open: async () => {
      await confined;
      await contents.loadURL(`${origin}index.html`);
    },
    end: async () => {
      await endProcess(contents);
      keep.delete(view);
      own.protocol.unhandle(extensionScheme);
      await Promise.allSettled([own.clearStorageData(), own.closeAllConnections()]);
    },
  });
};
