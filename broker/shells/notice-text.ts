import { displayText } from '../consent/display-text.ts';
import type { Notice } from '../powers.ts';

/** One line for the person. A connection's name is the user's own, code and address are the service's; everything else is ours. */
export function noticeText(notice: Notice): string {
  switch (notice.kind) {
    case 'needs-reconnect':
      return `“${displayText(notice.displayName, 120)}” needs you to sign in again. Open Settings > Connections.`;
    case 'sign-in-code':
      return `To allow more rights for “${displayText(notice.displayName, 120)}”, type the code ${displayText(notice.code, 64)} at ${displayText(notice.address, 500)}.`;
    case 'expired':
      return `The credential of “${displayText(notice.displayName, 120)}” has expired, and requests wait for you. Replace it: open Settings > Connections.`;
    case 'expires-soon':
      return `The credential of “${displayText(notice.displayName, 120)}” expires on ${new Date(notice.at).toISOString().slice(0, 10)}. Replace it before that: open Settings > Connections.`;
    case 'used-again':
      return `${notice.extension} used “${displayText(notice.displayName, 120)}” for the first time since ${new Date(notice.lastAt).toISOString().slice(0, 10)}. If you do not expect that, revoke its access: open Settings > Access.`;
    case 'audit-does-not-verify':
      return `The audit log was changed or damaged at entry ${notice.seq}. Nothing was erased. Open Settings > Activity > Verify, and compare the log with an earlier export.`;
  }
}
