import type { Texts } from '../message.ts';
import type { ConsentMessage, consentPlurals } from '../messages/consent.ts';

export const consentMessages: Pick<Texts['messages'], ConsentMessage> = {
  'Your secret would be sent to': 'Ihr Geheimnis würde gesendet an',
  'Who asks': 'Wer fragt',
};

export const consentPluralTexts: Pick<Texts['plurals'], keyof typeof consentPlurals> = {
  '{count} more characters not shown': {
    one: '{count} weiteres Zeichen nicht gezeigt',
    other: '{count} weitere Zeichen nicht gezeigt',
  },
};
