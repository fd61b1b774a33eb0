import { type Limits, limits as limitsSchema } from '@valetkey/api-contracts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findGrant, grantIdOf } from './govern.ts';
import { inWords } from './sign-in.ts';
import { textOf } from './tighten-grant.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

type LimitOptions = { readonly perDay?: string | undefined; readonly ask?: string | undefined };

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
    const limits = { ...grant.limits, ...change };
    const { usedToday } = await settings.limitGrant({ grantId, limits }).catch(inWords);
    await writeLines(powers.stdout, [
      `It may do: ${textOf(grant, limits)}`,
      ...(usedToday === undefined ? [] : [`Used today: ${usedToday}.`]),
    ]);
    return exitCodes.ok;
  });
}

/** @throws CommandError */
const changeFrom = ({ perDay, ask }: LimitOptions): Limits => {
  if (perDay === undefined && ask === undefined)
    throw new CommandError('Say what to limit: --per-day, --ask, or both.');
  const change: Limits = {};
  if (perDay !== undefined) {
    const { data } = limitsSchema.safeParse({ usesPerDay: perDay === 'any' ? undefined : Number(perDay) });
    if (data === undefined) throw new CommandError('--per-day takes a whole number from 1 on, or "any".');
    change.usesPerDay = data.usesPerDay;
  }
  if (ask !== undefined) {
    const { data } = limitsSchema.safeParse({
      asks: ask === 'none' ? undefined : ask.toUpperCase().split(','),
    });
    if (data === undefined) throw new CommandError('--ask takes methods such as DELETE,POST, or "none".');
    change.asks = data.asks;
  }
  return change;
};
