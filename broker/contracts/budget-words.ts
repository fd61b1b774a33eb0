import { type BudgetKind, type Budgets, budgetKinds } from '@valetkey/api-contracts';

/** For people, on the page and at the terminal alike. */
export const budgetWords: Readonly<
  Record<
    BudgetKind,
    {
      readonly label: string;
      /** Amounts that are offered, beside any. */
      readonly choices: readonly number[];
      /** Follows an amount: what the provider counts is its own word. Absent: the amount says it. */
      readonly noun?: (amount: number, costUnit: string) => string;
    }
  >
> = {
  usesPerDay: {
    label: 'Uses a day',
    choices: [10, 100, 1_000, 10_000],
    noun: (amount) => (amount === 1 ? 'use' : 'uses'),
  },
  bytesPerDay: { label: 'Data a day', choices: [1_000_000, 10_000_000, 100_000_000, 1_000_000_000] },
  callsPerDay: {
    label: 'Tool calls a day',
    choices: [10, 100, 1_000, 10_000],
    noun: (amount) => (amount === 1 ? 'tool call' : 'tool calls'),
  },
  costPerDay: {
    label: 'Cost a day',
    choices: [10, 100, 1_000, 10_000],
    noun: (_, costUnit) => costUnit,
  },
};

/** Where no provider is at hand to say it. */
const someUnit = 'cost units';

/** `1,000`, or `10 MB`. */
export const countText = (kind: BudgetKind, amount: number): string =>
  kind === 'bytesPerDay' ? bytesText(amount) : amount.toLocaleString('en');

/** `1,000 uses`, `10 MB`, `50 credits`. */
export const amountText = (kind: BudgetKind, amount: number, costUnit = someUnit): string => {
  const noun = budgetWords[kind].noun?.(amount, costUnit);
  return noun === undefined ? countText(kind, amount) : `${countText(kind, amount)} ${noun}`;
};

/** `63 of 100 uses today`. */
export const spentText = (kind: BudgetKind, spent: number, atMost: number, costUnit?: string): string =>
  `${countText(kind, spent)} of ${amountText(kind, atMost, costUnit)} today`;

/** Each budget that is set. */
export const eachSet = <T>(budgets: Budgets, one: (kind: BudgetKind, atMost: number) => T): T[] =>
  budgetKinds.flatMap((kind) => {
    const atMost = budgets[kind];
    return atMost === undefined ? [] : [one(kind, atMost)];
  });

export const budgetChoiceText = (kind: BudgetKind, atMost: number | undefined, costUnit?: string): string => {
  if (atMost === undefined) return kind === 'bytesPerDay' ? 'Any amount' : 'Any number';
  return `At most ${kind === 'costPerDay' ? amountText(kind, atMost, costUnit) : countText(kind, atMost)}`;
};

export const bytesText = (bytes: number): string => {
  if (bytes < 1_000) return bytes === 1 ? '1 byte' : `${bytes} bytes`;
  const [unit, size] =
    bytes < 1_000_000 ? ['kB', 1_000] : bytes < 1_000_000_000 ? ['MB', 1_000_000] : ['GB', 1_000_000_000];
  return `${(bytes / Number(size)).toLocaleString('en', { maximumFractionDigits: 1 })} ${unit}`;
};
