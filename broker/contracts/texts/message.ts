import { type ConsentMessage, consentPlurals } from './messages/consent.ts';
import type { FieldsMessage } from './messages/fields.ts';
import type { ProtectionMessage } from './messages/protection.ts';
import type { QuestionsMessage } from './messages/questions.ts';
import { type SettingsMessage, settingsPlurals } from './messages/settings.ts';
import { type SharedMessage, sharedPlurals } from './messages/shared.ts';
import { type TerminalMessage, terminalPlurals } from './messages/terminal.ts';
import type { WindowsMessage } from './messages/windows.ts';

export type {
  AccessMessage,
  ActivityMessage,
  ConnectionsMessage,
  ErrorsMessage,
  PageMessage,
  ServicesMessage,
} from './messages/settings.ts';
export type {
  ConsentMessage,
  FieldsMessage,
  ProtectionMessage,
  QuestionsMessage,
  SettingsMessage,
  SharedMessage,
  TerminalMessage,
  WindowsMessage,
};

/** Every sentence that hosts can translate, in English. `{name}` marks a value. */
export type Message =
  | ConsentMessage
  | FieldsMessage
  | ProtectionMessage
  | QuestionsMessage
  | SettingsMessage
  | SharedMessage
  | TerminalMessage
  | WindowsMessage;

export const englishForOne = { ...consentPlurals, ...settingsPlurals, ...sharedPlurals, ...terminalPlurals };
/** A sentence that counts: `{count}` is the number. */
export type PluralMessage = keyof typeof englishForOne;

/** Another language for windows, pages and what main asks. Without it, all of these are in English. */
export type Texts = {
  /** As BCP 47 has it: `de`. Dates and numbers follow it too. */
  readonly locale: string;
  readonly messages: Readonly<Record<Message, string>>;
  /** For each, a text by the categories of `Intl.PluralRules`. */
  readonly plurals: Readonly<Record<PluralMessage, PluralTexts>>;
};
export type PluralTexts = { readonly [rule in Intl.LDMLPluralRule]?: string } & { readonly other: string };
