import { displayText } from '../consent/display-text.ts';
import { insideQuotes } from '../contracts/inside-quotes.ts';
import type { Say } from '../contracts/texts/say.ts';
import type { Notice } from '../powers.ts';

/** One line for the person. A connection's name is the user's own, code and address are the service's; everything else is ours. */
export function noticeText(say: Say, notice: Notice): string {
  // A number of an entry is a name: no language groups its digits.
  if (notice.kind === 'audit-does-not-verify')
    return say(
      'The audit log was changed or damaged at entry {entry}. Nothing was erased. Open Settings > Activity > Verify, and compare the log with an earlier export.',
      { entry: `${notice.seq}` },
    );
  const connection = insideQuotes(displayText(notice.displayName, 120));
  switch (notice.kind) {
    case 'needs-reconnect':
      return say('“{connection}” needs you to sign in again. Open Settings > Connections.', { connection });
    case 'sign-in-code':
      return say('To allow more rights for “{connection}”, type the code {code} at {address}.', {
        connection,
        code: displayText(notice.code, 64),
        address: displayText(notice.address, 500),
      });
    case 'expired':
      return say(
        'The credential of “{connection}” has expired, and requests wait for you. Replace it: open Settings > Connections.',
        { connection },
      );
    case 'expires-soon':
      return say(
        'The credential of “{connection}” expires on {date}. Replace it before that: open Settings > Connections.',
        { connection, date: dayText(say, notice.at) },
      );
    case 'used-again':
      return say(
        '{extension} used “{connection}” for the first time since {date}. If you do not expect that, revoke its access: open Settings > Access.',
        { connection, extension: notice.extension, date: dayText(say, notice.lastAt) },
      );
  }
}

const dayText = (say: Say, at: number): string =>
  new Date(at).toLocaleDateString(say.locale, { dateStyle: 'medium', timeZone: 'UTC' });
