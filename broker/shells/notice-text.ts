import { displayText } from '../consent/display-text.ts';
import type { Notice } from '../powers.ts';

/** One line for the person. A connection's name is the user's own, code and address are the service's; everything else is ours. */
export const noticeText = (notice: Notice): string => {
  switch (notice.kind) {
    case 'needs-reconnect':
      return `“${displayText(notice.displayName, 120)}” needs you to sign in again. Open Settings > Connections.`;
    case 'sign-in-code':
      return `To allow more for “${displayText(notice.displayName, 120)}”, type the code ${displayText(notice.code, 64)} at ${displayText(notice.address, 500)}.`;
    case 'audit-does-not-verify':
      return `The audit log was changed or damaged at entry ${notice.seq}. Nothing of it was erased: open Settings > Activity > Verify, and compare with an earlier export.`;
  }
};
