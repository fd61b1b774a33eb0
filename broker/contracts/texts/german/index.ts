import type { Texts } from '../message.ts';
import { consentMessages, consentPluralTexts } from './consent.ts';
import { settingsMessages, settingsPluralTexts } from './settings.ts';
import { sharedMessages, sharedPluralTexts } from './shared.ts';

/** For `texts` of the shells: `shell({ texts: german })`. */
export const german: Texts = {
  locale: 'de',
  messages: { ...consentMessages, ...settingsMessages, ...sharedMessages },
  plurals: { ...consentPluralTexts, ...settingsPluralTexts, ...sharedPluralTexts },
};
