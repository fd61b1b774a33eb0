import type { SettingsPlace } from '../../contracts/settings.ts';
import type { Say } from '../../contracts/texts/say.ts';
import type { Notice } from '../../powers.ts';
import { noticeText } from '../notice-text.ts';
import type { News } from './show-notification.ts';

/** A notice of the broker, and where a click on it leads. A damaged log is told of in any case. */
export function newsOf(say: Say, notice: Notice, goTo: (place: SettingsPlace) => void): News {
  const text = noticeText(say, notice);
  if (notice.kind === 'audit-does-not-verify') {
    const clicked = (): void => goTo({ view: 'activity' });
    return { about: notice.kind, text, clicked, evenSeen: true, always: true };
  }
  const { kind, connectionId } = notice;
  if (kind === 'used-again') {
    const about = `${kind} ${notice.extension} ${connectionId}`;
    return { about, text, clicked: () => goTo({ view: 'access' }), evenSeen: true };
  }
  const clicked = (): void => goTo({ view: 'connections', connectionId });
  if (kind !== 'sign-in-code') return { about: `${kind} ${connectionId}`, text, clicked, evenSeen: true };
  // Each code is news: nothing else says it to who looks at the page that wants it.
  const about = `${kind} ${connectionId} ${notice.code}`;
  return { about, text, clicked, evenSeen: true, always: true };
}
