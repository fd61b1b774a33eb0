import type { Texts } from '../message.ts';
import { consentMessages, consentPluralTexts } from './consent.ts';
import { fieldsMessages } from './fields.ts';
import { protectionMessages } from './protection.ts';
import { questionsMessages } from './questions.ts';
import { settingsMessages, settingsPluralTexts } from './settings.ts';
import { sharedMessages, sharedPluralTexts } from './shared.ts';
import { terminalMessages, terminalPluralTexts } from './terminal.ts';
import { windowsMessages } from './windows.ts';

/**
 * Glossary: connection = Verbindung, secret = Geheimnis, credential = Zugangsdaten, grant = Erlaubnis, handle = Handle,
 * session = Sitzung, consent = Zustimmung, extension = Erweiterung, workspace = Arbeitsbereich, service = Dienst,
 * sign-in = Anmeldung, request = Anfrage, callback = Rückruf, use = Nutzung, tool = Tool, limit = Grenze,
 * to revoke = widerrufen, to refuse (Valetkey) = verweigern, to deny (the person) = ablehnen, suspended = ausgesetzt,
 * Allow once = „Einmal erlauben“, Always allow = „Immer erlauben“, Deny = „Ablehnen“.
 *
 * For `look: { texts: german }`, and for `texts` of the broker's powers and of the terminal's questions.
 */
export const german: Texts = {
  locale: 'de',
  messages: {
    ...consentMessages,
    ...fieldsMessages,
    ...protectionMessages,
    ...questionsMessages,
    ...settingsMessages,
    ...sharedMessages,
    ...terminalMessages,
    ...windowsMessages,
  },
  plurals: { ...consentPluralTexts, ...settingsPluralTexts, ...sharedPluralTexts, ...terminalPluralTexts },
};
