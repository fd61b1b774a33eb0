import { limits as limitsSchema } from '@valetkey/api-contracts';
import { CommandError, type CommandPowers, type ExitCode, exitCodes } from './command-powers.ts';
import { findGrant, grantIdOf } from './govern.ts';
import { inWords } from './sign-in.ts';
import { textOf } from './tighten-grant.ts';
import { type BrokerOptions, withBroker } from './with-broker.ts';
import { writeLines } from './write-lines.ts';

/** Sets the number of uses a day and leaves the other limits. More than before asks as Settings does. */
export async function limitGrant(
  id: string,
  options: BrokerOptions & { readonly perDay: string },
  powers: CommandPowers,
): Promise<ExitCode> {
  const grantId = grantIdOf(id);
  const usesPerDay = options.perDay === 'any' ? undefined : Number(options.perDay);
  if (!limitsSchema.safeParse({ usesPerDay }).success)
    throw new CommandError('--per-day takes a whole number from 1 on, or "any".');
  return withBroker(options, powers, async (settings) => {
    const grant = await findGrant(settings, grantId);
    const limits = { ...grant.limits, usesPerDay };
    const { usedToday } = await settings.limitGrant({ grantId, limits }).catch(inWords);
    await writeLines(powers.stdout, [
      `It may do: ${textOf(grant, limits)}`,
      ...(usedToday === undefined ? [] : [`Used today: ${usedToday}.`]),
    ]);
    return exitCodes.ok;
  });
}
