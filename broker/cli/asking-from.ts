import { type Limits, limits as limitsSchema, requestPattern } from '@valetkey/api-contracts';
import { askingWith } from '../contracts/limit-choices.ts';
import { CommandError } from './command-powers.ts';
import { printable } from './printable.ts';

export type AskingOptions = {
  readonly ask?: string | undefined;
  readonly run?: readonly string[] | undefined;
};

/** Which requests ask first, as far as an option names them. @throws CommandError */
export function askingFrom({ ask, run }: AskingOptions): Limits {
  const change: Limits = {};
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
  return change;
}

/** What is named in place of what is set. @throws CommandError where a request runs that would not ask */
export function limitsWith(now: Limits | undefined, change: Limits): Limits {
  const both = { ...now, ...change };
  const limits = { ...both, ...askingWith(both.asks ?? [], both.runs ?? []) };
  const unasked = change.runs?.find((one) => !limits.runs?.includes(one));
  if (unasked !== undefined)
    throw new CommandError(
      `"${printable(unasked, 600)}" runs anyway, because its method does not ask. Add the method with --ask.`,
    );
  return limits;
}
