import type { IpcMainEvent, MessagePortMain, WebContents } from 'electron/main';

/** The one message that a page sends, and the one that it gets: after that, everything goes through the port. */
const ready = 'valetkey:ready';
const port = 'valetkey:port';

export type HandOver = {
  readonly contents: WebContents;
  /** The only origin whose page is given a port, as in `valetkey-ui://settings`. */
  readonly origin: string;
  /** Makes a channel, keeps one end and hands back the other. Called again when the page was loaded again. */
  readonly open: () => MessagePortMain;
  readonly onRefused: (why: RefusedSender) => void;
};
export type RefusedSender = 'no-frame' | 'other-frame' | 'other-origin';

/**
 * The only module that listens to IPC, and only to the contents that it was given: what other windows of an embedding
 * application send never arrives here. A page that asks gets a port if it is the main frame, at its own origin.
 */
export const handOverPort = ({ contents, origin, open, onRefused }: HandOver): void => {
  contents.ipc.on(ready, (event) => {
    const why = refusalOf(event, contents, origin);
    if (why === undefined) contents.postMessage(port, undefined, [open()]);
    else onRefused(why);
  });
};

/** `senderFrame` is null when the frame has navigated or is gone: then nobody knows any more who asked. */
export const refusalOf = (
  { senderFrame }: Pick<IpcMainEvent, 'senderFrame'>,
  contents: Pick<WebContents, 'isDestroyed' | 'mainFrame'>,
  origin: string,
): RefusedSender | undefined => {
  if (senderFrame === null || senderFrame === undefined) return 'no-frame';
  if (contents.isDestroyed() || senderFrame !== contents.mainFrame) return 'other-frame';
  return senderFrame.origin === origin ? undefined : 'other-origin';
};
