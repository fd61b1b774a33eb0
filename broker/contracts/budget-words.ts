import { type BudgetKind, type Budgets, budgetKinds } from '@valetkey/api-contracts';
import type { Message } from './texts/message.ts';
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
      readonly label: Message /** Amounts that are offered, beside any. */;
      readonly choices: readonly number[];
    }
  >
>;

/** What the provider counts is its own word. Absent: no provider is at hand to say it. */
const unitText = (say: Say, costUnit: string | undefined): string => costUnit ?? say('cost units');

/** `1,000`, or `10 MB`. */
export const countText = (say: Say, kind: BudgetKind, amount: number): string =>
  kind === 'bytesPerDay' ? bytesText(say, amount) : amount.toLocaleString(say.locale);

/** `1,000 uses`, `10 MB`, `50 credits`. */
export function amountText(say: Say, kind: BudgetKind, amount: number, costUnit?: string): string {
  switch (kind) {
    case 'usesPerDay':
      return say.count('{count} uses', amount);
    case 'bytesPerDay':
      return bytesText(say, amount);
    case 'callsPerDay':
      return say.count('{count} tool calls', amount);
    case 'costPerDay':
      return say('{amount} {unit}', { amount, unit: unitText(say, costUnit) });
  }
}

/** `At most 1,000 uses a day.` */
export function aDayText(say: Say, kind: BudgetKind, atMost: number): string {
  switch (kind) {
    case 'usesPerDay':
      return say.count('At most {count} uses a day.', atMost);
    case 'bytesPerDay':
      return say('At most {amount} a day.', { amount: bytesText(say, atMost) });
    case 'callsPerDay':
      return say.count('At most {count} tool calls a day.', atMost);
    case 'costPerDay':
      return say('At most {amount} {unit} a day.', { amount: atMost, unit: unitText(say, undefined) });
  }
}

/** `63 of 100 uses today`. */
export function spentText(
  say: Say,
  kind: BudgetKind,
  spent: number,
  atMost: number,
  costUnit?: string,
): string {
  switch (kind) {
    case 'usesPerDay':
      return say.count('{spent} of {count} uses today', atMost, { spent });
    case 'bytesPerDay':
      return say('{spent} of {most} today', { spent: bytesText(say, spent), most: bytesText(say, atMost) });
    case 'callsPerDay':
      return say.count('{spent} of {count} tool calls today', atMost, { spent });
    case 'costPerDay':
      return say('{spent} of {most} {unit} today', { spent, most: atMost, unit: unitText(say, costUnit) });
  }
}

/** Each budget that is set. */
export const eachSet = <T>(budgets: Budgets, one: (kind: BudgetKind, atMost: number) => T): T[] =>
  budgetKinds.flatMap((kind) => {
    const atMost = budgets[kind];
    return atMost === undefined ? [] : [one(kind, atMost)];
  });

export const budgetChoiceText = (
  say: Say,
  kind: BudgetKind,
  atMost: number | undefined,
  costUnit?: string,
): string => {
  if (atMost === undefined) return kind === 'bytesPerDay' ? say('Any amount') : say('Any number');
  return kind === 'costPerDay'
    ? say('At most {amount} {unit}', { amount: atMost, unit: unitText(say, costUnit) })
    : say('At most {amount}', { amount: countText(say, kind, atMost) });
};

export const bytesText = (say: Say, bytes: number): string => {
  if (bytes < 1_000) return say.count('{count} bytes', bytes);
  const size = (of: number): { readonly size: string } => ({
    size: (bytes / of).toLocaleString(say.locale, { maximumFractionDigits: 1 }),
  });
  if (bytes < 1_000_000) return say('{size} kB', size(1_000));
  return bytes < 1_000_000_000 ? say('{size} MB', size(1_000_000)) : say('{size} GB', size(1_000_000_000));
};
