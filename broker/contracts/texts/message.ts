import type { germanMessages } from './german/messages.ts';
import type { PluralMessage, PluralTexts } from './plurals.ts';

export type { PluralMessage, PluralTexts };

/** Every sentence that hosts can translate, in English: the keys of the German ones. `{name}` marks a value. */
export type Message = keyof typeof germanMessages;

/** Another language for windows, pages and what main asks. Without it, all of these are in English. */
export type Texts = {
  /** As BCP 47 has it: `de`. Dates and numbers follow it too. */
  readonly locale: string;
  readonly messages: Readonly<Record<Message, string>>;
  /** For each, a text by the categories of `Intl.PluralRules`. */
  readonly plurals: Readonly<Record<PluralMessage, PluralTexts>>;
};
