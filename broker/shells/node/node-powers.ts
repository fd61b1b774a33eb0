import { randomBytes } from 'node:crypto';
import { nanoid } from 'nanoid';
import type { BrokerPowers } from '../../broker.ts';
import type { Texts } from '../../contracts/texts/message.ts';
import { checkedSay } from '../../contracts/texts/say.ts';
import { logLine } from '../../extensions/log-line.ts';
import { after } from '../../time/after.ts';
import { noticeText } from '../notice-text.ts';
import { makeMessageChannel } from './message-port-transport.ts';

/** What the Node shell gives every broker; where it lives, who guards its key and who is asked, the caller says. */
export function nodePowers({
  stderr,
  texts,
}: {
  readonly stderr: Pick<NodeJS.WritableStream, 'write'>;
  /** Another language for what is said there, and for what main asks. Absent: English. */
  readonly texts?: Texts | undefined;
}): Omit<BrokerPowers, 'folder' | 'keychain' | 'askConsent'> {
  const say = checkedSay(texts);
  return {
    texts,
    makeChannel: makeMessageChannel,
    now: Date.now,
    after,
    randomBytes: (length) => randomBytes(length),
    makeId: () => nanoid(),
    openInSystemBrowser: async (url) => {
      stderr.write(`${say('Open this page in a browser to sign in:')}\n\n  ${url}\n\n`);
    },
    notice: (notice) => void stderr.write(`valetkey: ${noticeText(say, notice)}\n`),
    log: (level, text, cause) => {
      if (level !== 'info') stderr.write(logLine(level, text, cause));
    },
  };
}
