import type { Texts } from '../message.ts';
import type { SettingsMessage, settingsPlurals } from '../messages/settings.ts';
import { accessMessages, accessPluralTexts } from './settings/access.ts';
import { activityMessages, activityPluralTexts } from './settings/activity.ts';
import { connectionsMessages, connectionsPluralTexts } from './settings/connections.ts';
import { errorsMessages, errorsPluralTexts } from './settings/errors.ts';
import { pageMessages, pagePluralTexts } from './settings/page.ts';
import { servicesMessages } from './settings/services.ts';

export const settingsMessages: Pick<Texts['messages'], SettingsMessage> = {
  ...pageMessages,
  ...connectionsMessages,
  ...accessMessages,
  ...activityMessages,
  ...servicesMessages,
  ...errorsMessages,
};

export const settingsPluralTexts: Pick<Texts['plurals'], keyof typeof settingsPlurals> = {
  ...pagePluralTexts,
  ...connectionsPluralTexts,
  ...accessPluralTexts,
  ...activityPluralTexts,
  ...errorsPluralTexts,
};
