import { type BudgetKind, type Budgets, budgetKinds } from '@valetkey/api-contracts';
import type { Message, PluralMessage } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** For people, on the page and at the terminal alike. */
export const budgetWords = {
  usesPerDay: { label: 'Uses a day', choices: [10, 100, 1_000, 10_000] },
  bytesPerDay: { label: 'Data a day', choices: [1_000_000, 10_000_000, 100_000_000, 1_000_000_000] },
  callsPerDay: { label: 'Tool calls a day', choices: [10, 100, 1_000, 10_000] },
  costPerDay: { label: 'Cost a day', choices: [10, 100, 1_000, 10_000] },
} as const satisfies Readonly<
  Record<
    BudgetKind,
    {
      readonly label: Message;
      /** Amounts that are offered, beside any. */
      readonly choices: readonly number[];
    }
  >
>;

/** What the provider counts is its own word. Absent: no provider is at hand to say it. */
const unitText = (say: Say, costUnit: string | undefined): string => costUnit ?? say('cost units');

/** `1,000`, or `10 MB`. */
export const countText = (say: Say, kind: BudgetKind, amount: number): string =>
  kind === 'bytesPerDay' ? bytesText(say, amount) : amount.toLocaleString(say.locale);

/** What is counted one by one, and has a word in each language. */
const countedWords = {
  usesPerDay: ['{count} uses', 'At most {count} uses a day.', '{spent} of {count} uses today'],
  callsPerDay: [
    '{count} tool calls',
    'At most {count} tool calls a day.',
    '{spent} of {count} tool calls today',
  ],
} as const satisfies Partial<Record<BudgetKind, readonly PluralMessage[]>>;

/** `1,000 uses`, `10 MB`, `50 credits`. */
export const amountText = (say: Say, kind: BudgetKind, amount: number, costUnit?: string): string => {
  if (kind === 'bytesPerDay') return bytesText(say, amount);
  return kind === 'costPerDay'
    ? say('{amount} {unit}', { amount, unit: unitText(say, costUnit) })
    : say.count(countedWords[kind][0], amount);
};

/** `At most 1,000 uses a day.` */
export const aDayText = (say: Say, kind: BudgetKind, atMost: number, costUnit?: string): string =>
  kind === 'bytesPerDay' || kind === 'costPerDay'
    ? say('At most {amount} a day.', { amount: amountText(say, kind, atMost, costUnit) })
    : say.count(countedWords[kind][1], atMost);

/** `63 of 100 uses today`. */
export const spentText = (
  say: Say,
  kind: BudgetKind,
  spent: number,
  atMost: number,
  costUnit?: string,
): string =>
  kind === 'bytesPerDay' || kind === 'costPerDay'
    ? say('{spent} of {most} today', {
        spent: countText(say, kind, spent),
        most: amountText(say, kind, atMost, costUnit),
      })
    : say.count(countedWords[kind][2], atMost, { spent });

/** Of a grant whose budget of costs counts no more what it counted. */
export const uncountedText =
  'Nothing is sent: the service counts costs in another way than when you limited them.' satisfies Message;

/** Each budget that is set. */
export const eachSet = <T>(budgets: Budgets, one: (kind: BudgetKind, atMost: number) => T): T[] =>
  budgetKinds.flatMap((kind) => {
    const atMost = budgets[kind];
    return atMost === undefined ? [] : [one(kind, atMost)];
  });

const choiceWords = {
  anyAmount: 'Any amount',
  anyNumber: 'Any number',
  atMost: 'At most {amount}',
} as const satisfies Readonly<Record<string, Message>>;

/** The same within a sentence. */
export const choiceWordsInside = {
  anyAmount: 'any amount',
  anyNumber: 'any number',
  atMost: 'at most {amount}',
} as const satisfies Readonly<Record<keyof typeof choiceWords, Message>>;

export const budgetChoiceText = (
  say: Say,
  kind: BudgetKind,
  atMost: number | undefined,
  costUnit?: string,
  words: typeof choiceWords | typeof choiceWordsInside = choiceWords,
): string => {
  if (atMost === undefined) return say(kind === 'bytesPerDay' ? words.anyAmount : words.anyNumber);
  const amount =
    kind === 'costPerDay' ? amountText(say, kind, atMost, costUnit) : countText(say, kind, atMost);
  return say(words.atMost, { amount });
};

export const bytesText = (say: Say, bytes: number): string => {
  if (bytes < 1_000) return say.count('{count} bytes', bytes);
  const size = (of: number): { readonly size: string } => ({
    size: (bytes / of).toLocaleString(say.locale, { maximumFractionDigits: 1 }),
  });
  if (bytes < 1_000_000) return say('{size} kB', size(1_000));
  return bytes < 1_000_000_000 ? say('{size} MB', size(1_000_000)) : say('{size} GB', size(1_000_000_000));
};
