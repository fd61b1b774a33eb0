import { randomBytes } from 'node:crypto';
import { nanoid } from 'nanoid';
import type { BrokerPowers } from '../../broker.ts';
import { logLine } from '../../extensions/log-line.ts';
import { after } from '../../time/after.ts';
import { noticeText } from '../notice-text.ts';
import { makeMessageChannel } from './message-port-transport.ts';

/** What the Node shell gives every broker; where it lives, who guards its key and who is asked, the caller says. */
export function nodePowers({
  stderr,
}: {
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
}): Omit<BrokerPowers, 'folder' | 'keychain' | 'askConsent'> {
  return {
    makeChannel: makeMessageChannel,
    now: Date.now,
    after,
    randomBytes: (length) => randomBytes(length),
    makeId: () => nanoid(),
    openInSystemBrowser: async (url) => {
      stderr.write(`Open this page in a browser to sign in:\n\n  ${url}\n\n`);
    },
    notice: (notice) => void stderr.write(`valetkey: ${noticeText(notice)}\n`),
    log: (level, text, cause) => {
      if (level !== 'info') stderr.write(logLine(level, text, cause));
    },
  };
}
