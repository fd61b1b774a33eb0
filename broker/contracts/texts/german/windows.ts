import type { Texts } from '../message.ts';
import type { WindowsMessage } from '../messages/windows.ts';

export const windowsMessages: Pick<Texts['messages'], WindowsMessage> = {
  '{app} asks': '{app} fragt',
};
