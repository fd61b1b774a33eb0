import type { Texts } from '../message.ts';
import { settingsMessages, settingsPluralTexts } from './settings.ts';
import { sharedMessages, sharedPluralTexts } from './shared.ts';

/** For `texts` of the shells: `shell({ texts: german })`. */
export const german: Texts = {
  locale: 'de',
  messages: { ...sharedMessages, ...settingsMessages },
  plurals: { ...sharedPluralTexts, ...settingsPluralTexts },
};
