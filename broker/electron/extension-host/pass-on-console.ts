import { PassThrough } from 'node:stream';
import type { WebContents } from 'electron/main';
import { readLines } from '../../extension-output.ts';

const longest = 4_000;

/**
 * What Chromium prints about the page and its Worker: refusals of the CSP, errors in scripts of ours. An extension's own
 * console is its log; should it get at the real one, readLines drops what is too much.
 */
export const passOnConsole = (
  contents: WebContents,
  now: () => number,
  onLine: (line: string) => void,
): void => {
  const stream = new PassThrough();
  readLines(stream, now, onLine);
  // The event carries the message since Electron 35, arguments before.
  contents.on('console-message', (event: { message?: unknown }, ...before: unknown[]) => {
    const message = String(event.message ?? before[1]);
    stream.write(`${message.slice(0, longest).replaceAll('\n', ' ')}\n`);
  });
  contents.once('destroyed', () => stream.end());
};
