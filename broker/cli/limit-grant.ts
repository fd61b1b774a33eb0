import { type BudgetKind, type Budgets, budgetKinds, budgets, type Limits } from '@valetkey/api-contracts';
import { eachSet, spentText } from '../contracts/budget-words.ts';
import { english } from '../contracts/texts/say.ts';
import { type AskingOptions, askingFrom, limitsWith } from './asking-from.ts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findConnection, requireProvider } from './find-connection.ts';
import { findGrant, grantIdOf } from './govern.ts';
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

type LimitOptions = { readonly [Name in BudgetKind]?: string | undefined } & AskingOptions;

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
    if (change.costPerDay !== undefined) requireProvider(await findConnection(settings, grant.connectionId));
    const limits = limitsWith(grant.limits, change);
    const { spentToday = {}, countedCosts } = await settings
      .limitGrant({ grantId, limits })
      .catch(rethrowInWords);
    await writeLines(powers.stdout, [
      `It may do: ${textOf(grant, limits)}`,
      ...eachSet(
        limits,
        (kind, atMost) => `${spentText(english, kind, spentToday[kind] ?? 0, atMost, countedCosts?.unit)}.`,
      ),
    ]);
    return exitCodes.ok;
  });
}

/** @throws CommandError */
const changeFrom = ({ ask, run, ...amounts }: LimitOptions): Limits => {
  const change = askingFrom({ ask, run });
  for (const kind of budgetKinds) {
    const text = amounts[kind];
    if (text !== undefined) change[kind] = amountFrom(kind, text);
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
  const factor = inBytes || unit === '' ? (bytesOf[unit.toLowerCase()] ?? 1) : Number.NaN;
  // 1.005 * 1000 is no whole number in binary fractions.
  const amount = unit === '' ? Number(number) : Math.round(Number(number) * factor);
  const { data } = budgets.safeParse({ [kind]: amount });
  if (data === undefined)
    throw new CommandError(
      `${budgetFlags[kind]} takes a whole number from 1 on${inBytes ? ', or a size such as 10MB' : ''}, or "any".`,
    );
  return data[kind];
};
