import {
  type BudgetKind,
  type Budgets,
  budgetKinds,
  budgets,
  type Limits,
  limits as limitsSchema,
  requestPattern,
} from '@valetkey/api-contracts';
import { eachSet, spentText } from '../contracts/budget-words.ts';
import { askingWith } from '../contracts/limit-choices.ts';
import { english } from '../contracts/texts/say.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findGrant, grantIdOf } from './govern.ts';
import { printable } from './printable.ts';
import { rethrowInWords } from './rethrow-in-words.ts';
import { textOf } from './tighten-grant.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

export const budgetFlags: Readonly<Record<BudgetKind, string>> = {
  usesPerDay: '--uses-per-day',
  bytesPerDay: '--bytes-per-day',
  callsPerDay: '--calls-per-day',
  costPerDay: '--cost-per-day',
};

type LimitOptions = { readonly [Name in BudgetKind | 'ask']?: string | undefined } & {
  readonly run?: readonly string[];
};

/** Sets what is named and leaves the other limits. More than before asks as Settings does. */
export async function limitGrant(
  id: string,
  options: BrokerOptions & LimitOptions,
  powers: CommandPowers,
): Promise<ExitCode> {
  const grantId = grantIdOf(id);
  const change = changeFrom(options);
  return withBroker(options, powers, async (settings) => {
    const grant = await findGrant(settings, grantId);
    const both = { ...grant.limits, ...change };
    const limits = { ...both, ...askingWith(both.asks ?? [], both.runs ?? []) };
    const unasked = change.runs?.find((one) => !limits.runs?.includes(one));
    if (unasked !== undefined)
      throw new CommandError(
        `"${printable(unasked, 600)}" runs anyway, because its method does not ask. Add the method with --ask.`,
      );
    const { spentToday = {}, costUnit } = await settings
      .limitGrant({ grantId, limits })
      .catch(rethrowInWords);
    await writeLines(powers.stdout, [
      `It may do: ${textOf(grant, limits)}`,
      ...eachSet(
        limits,
        (kind, atMost) => `${spentText(english, kind, spentToday[kind] ?? 0, atMost, costUnit)}.`,
      ),
    ]);
    return exitCodes.ok;
  });
}

/** @throws CommandError */
const changeFrom = ({ ask, run, ...amounts }: LimitOptions): Limits => {
  const change: Limits = {};
  for (const kind of budgetKinds) {
    const text = amounts[kind];
    if (text !== undefined) change[kind] = amountFrom(kind, text);
  }
  if (ask !== undefined) {
    const { data } = limitsSchema.safeParse({
      asks: ask === 'none' ? undefined : ask.toUpperCase().split(','),
    });
    if (data === undefined) throw new CommandError('--ask takes methods such as DELETE,POST, or "none".');
    change.asks = data.asks;
  }
  if (run !== undefined) {
    const { data } = requestPattern.array().safeParse(run.join() === 'none' ? [] : run);
    if (data === undefined)
      throw new CommandError('--run takes a method and a path each, such as "POST /search/**", or "none".');
    change.runs = data;
  }
  if (Object.keys(change).length === 0)
    throw new CommandError(`Say what to limit: ${Object.values(budgetFlags).join(', ')}, --ask or --run.`);
  return change;
};

const bytesOf: Readonly<Record<string, number>> = { '': 1, kb: 1e3, mb: 1e6, gb: 1e9 };

/** @throws CommandError */
const amountFrom = (kind: BudgetKind, text: string): Budgets[BudgetKind] => {
  if (text === 'any') return undefined;
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?)([kmg]b)?$/i.exec(text) ?? [];
  const inBytes = kind === 'bytesPerDay';
  const amount = Number(number) * (inBytes || unit === '' ? (bytesOf[unit.toLowerCase()] ?? 1) : Number.NaN);
  const { data } = budgets.safeParse({ [kind]: amount });
  if (data === undefined)
    throw new CommandError(
      `${budgetFlags[kind]} takes a whole number from 1 on${inBytes ? ', or a size such as 10MB' : ''}, or "any".`,
    );
  return data[kind];
};
