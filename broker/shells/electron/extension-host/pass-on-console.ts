import { PassThrough } from 'node:stream';
import type { WebContents } from 'electron/main';
import { readLines } from '../../../extensions/extension-output.ts';

const longest = 4_000;
/** Beyond these in a second the page is flooding main: nothing that an extension does prints a line. */
const mostASecond = 200;

/**
 * What Chromium prints about the page and its Worker: errors in scripts of ours, refusals of the CSP. An extension's own
 * console is its log, and what would print is kept from it (guest/take-away.ts); should it find a way, `onFlood` is told.
 */
export function passOnConsole(
  contents: WebContents,
  now: () => number,
  { onLine, onFlood }: { readonly onLine: (line: string) => void; readonly onFlood: () => void },
): void {
  const stream = new PassThrough();
  readLines(stream, now, onLine);
  let second = now();
  let lines = 0;
  // The event carries the message since Electron 35, arguments before.
  const passOn = (event: { message?: unknown }, ...before: unknown[]): void => {
    if (now() - second >= 1_000) {
      second = now();
      lines = 0;
    }
    lines += 1;
    if (lines > mostASecond) {
      contents.off('console-message', passOn);
      return onFlood();
    }
    const message = String(event.message ?? before[1]);
    stream.write(`${message.slice(0, longest).replaceAll('\n', ' ')}\n`);
  };
  contents.on('console-message', passOn);
  contents.once('destroyed', () => stream.end());
}
