import { Notification } from 'electron/main';
import { noticeText } from '../notice-text.ts';
import type { Notice } from '../powers.ts';

export const showNotice = (notice: Notice): void => {
  if (!Notification.isSupported()) return;
  new Notification({ title: 'Valetkey', body: noticeText(notice) }).show();
};
