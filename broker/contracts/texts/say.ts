import type { Message, Texts } from './message.ts';
import { englishForOne, type PluralMessage } from './plurals.ts';

/** The names between braces. */
export type Placeholder<M extends string> = M extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholder<Rest>
  : never;

type Values<Name extends string, Value> = [Name] extends [never]
  ? []
  : [values: Readonly<Record<Name, Value>>];

/** Says our sentences in the language of the application that embeds the broker. */
export type Say = {
  <M extends Message>(message: M, ...values: Values<Placeholder<M>, string | number>): string;
  count<M extends PluralMessage>(
    message: M,
    count: number,
    ...values: Values<Exclude<Placeholder<M>, 'count'>, string | number>
  ): string;
  /** In pieces, where a page puts an element in the place of a value. */
  parts<M extends Message, Value>(
    message: M,
    values: Readonly<Record<Placeholder<M>, Value>>,
  ): (string | Value)[];
  /** For what `Intl` writes. */
  readonly locale: string;
  /** What it says, for a thread that makes its own. */
  readonly texts: Texts | undefined;
};

/** Without texts: in English. A value is never read as a sentence, whatever braces it contains. */
export function makeSay(texts?: Texts): Say {
  const locale = texts?.locale ?? 'en';
  // Made at their first use: they take most of what importing this file does, and most sentences have no number.
  let plural: Intl.PluralRules | undefined;
  let number: Intl.NumberFormat | undefined;
  const written = (value: string | number): string => {
    if (typeof value === 'string') return value;
    number ??= new Intl.NumberFormat(locale);
    return number.format(value);
  };
  const select = (count: number): Intl.LDMLPluralRule => {
    plural ??= new Intl.PluralRules(locale);
    return plural.select(count);
  };
  const fill = (sentence: string, values: Readonly<Record<string, string | number>> = {}): string =>
    sentence.replace(placeholder, (_, name: string) => written(values[name] ?? ''));
  const say = (message: Message, values?: Readonly<Record<string, string | number>>): string =>
    fill(texts?.messages[message] ?? withoutContext(message), values);
  return Object.assign(say, {
    locale,
    texts,
    count: (
      message: PluralMessage,
      count: number,
      values?: Readonly<Record<string, string | number>>,
    ): string => fill(countedBy(texts, select(count), message), { ...values, count }),
    parts: <M extends Message, Value>(
      message: M,
      values: Readonly<Record<Placeholder<M>, Value>>,
    ): (string | Value)[] => {
      const byName: Readonly<Record<string, Value>> = values;
      const parts: (string | Value)[] = [];
      for (const [at, piece] of (texts?.messages[message] ?? withoutContext(message))
        .split(placeholder)
        .entries()) {
        const isName = at % 2 === 1;
        const part = isName ? byName[piece] : piece;
        if (part !== undefined && part !== '') parts.push(part);
      }
      return parts;
    },
  });
}

/** For what is never translated: the log, and commands. */
export const english: Say = /* @__PURE__ */ makeSay();

/** One English word can be two in another language: `Change|what happened` is the noun. */
const withoutContext = (message: string): string => message.replace(/\|.*/, '');

const placeholder = /\{(\w+)\}/g;

const countedBy = (texts: Texts | undefined, rule: Intl.LDMLPluralRule, message: PluralMessage): string => {
  if (texts !== undefined) return texts.plurals[message][rule] ?? texts.plurals[message].other;
  return (rule === 'one' && englishForOne[message]) || message;
};

/**
 * Throws with the place of a text that is empty or has other values than the English one; else returns the texts. The
 * type checks that no sentence is missing; a missing one is said in English.
 */
export function checkTexts(texts: Texts): Texts {
  for (const [message, text] of Object.entries(texts.messages))
    checkText(`messages.${message}`, message, text);
  const plural = new Intl.PluralRules(texts.locale);
  const [rules, ofOneAlone] = [plural.resolvedOptions().pluralCategories, ruleOfOneAlone(plural)];
  for (const [message, one] of Object.entries(englishForOne)) {
    const forms: Texts['plurals'][PluralMessage] | undefined = texts.plurals[message as PluralMessage];
    if (forms === undefined) throw new Error(`texts: plurals.${message} is missing.`);
    for (const rule of rules) {
      const text = forms[rule] ?? forms.other;
      // Where it counts one thing alone, as "once" does, a form may leave the number out. In Russian it counts 21, too.
      const uncounted = one !== '' && rule === ofOneAlone && !namesIn(text).includes('{count}');
      checkText(`plurals.${message}.${rule}`, uncounted ? message.replaceAll('{count}', '') : message, text);
    }
  }
  return texts;
}

/** The category of 1 and of no other number, where a language has one. */
const ruleOfOneAlone = (plural: Intl.PluralRules): Intl.LDMLPluralRule | undefined => {
  const rule = plural.select(1);
  const others = Array.from({ length: 200 }, (_, number) => number).filter((number) => number !== 1);
  return others.some((number) => plural.select(number) === rule) ? undefined : rule;
};

/** For main, where an application hands its texts over. */
export const checkedSay = (texts: Texts | undefined): Say =>
  makeSay(texts === undefined ? undefined : checkTexts(texts));

const checkText = (place: string, english: string, text: unknown): void => {
  if (typeof text !== 'string' || text.trim() === '') throw new Error(`texts: ${place} must be a text.`);
  const [wanted, has] = [namesIn(english), namesIn(text)];
  const missing = wanted.find((name) => !has.includes(name));
  if (missing !== undefined) throw new Error(`texts: ${place} must contain ${missing}.`);
  const extra = has.find((name) => !wanted.includes(name));
  if (extra !== undefined) throw new Error(`texts: ${place} must not contain ${extra}.`);
};
const namesIn = (text: string): readonly string[] => text.match(placeholder) ?? [];
