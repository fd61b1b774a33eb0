import { Notification } from 'electron/main';
import { displayText } from '../consent/display-text.ts';
import type { Notice } from '../powers.ts';

/** The name is the user's own; everything else is ours. */
export const showNotice = ({ displayName }: Notice): void => {
  if (!Notification.isSupported()) return;
  new Notification({
    title: 'Valetkey',
    body: `“${displayText(displayName, 120)}” needs you to sign in again. Open Settings > Connections.`,
  }).show();
};
