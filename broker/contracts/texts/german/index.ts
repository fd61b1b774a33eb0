import type { Texts } from '../message.ts';
import { consentPluralTexts } from './consent.ts';
import { germanMessages } from './messages.ts';
import { accessPluralTexts } from './settings/access.ts';
import { activityPluralTexts } from './settings/activity.ts';
import { connectionsPluralTexts } from './settings/connections.ts';
import { errorsPluralTexts } from './settings/errors.ts';
import { pagePluralTexts } from './settings/page.ts';
import { sharedPluralTexts } from './shared.ts';
import { terminalPluralTexts } from './terminal.ts';

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
  messages: germanMessages,
  plurals: {
    ...consentPluralTexts,
    ...accessPluralTexts,
    ...activityPluralTexts,
    ...connectionsPluralTexts,
    ...errorsPluralTexts,
    ...pagePluralTexts,
    ...sharedPluralTexts,
    ...terminalPluralTexts,
  },
};
