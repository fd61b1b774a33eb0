import type { Texts } from '../message.ts';
import type { SettingsMessage, settingsPlurals } from '../messages/settings.ts';

export const settingsMessages: Pick<Texts['messages'], SettingsMessage> = {
  'No connections yet': 'Noch keine Verbindungen',
};

export const settingsPluralTexts: Pick<Texts['plurals'], keyof typeof settingsPlurals> = {
  '{count} services are available': {
    one: 'Ein Dienst ist verfügbar',
    other: '{count} Dienste sind verfügbar',
  },
};
