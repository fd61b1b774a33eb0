import { type Budgets, type Caveats, eachBudget, type Limits } from '@valetkey/api-contracts';
import { amountText, countText, eachSet } from '../contracts/budget-words.ts';
import { leftOf } from '../contracts/limit-choices.ts';
import { english } from '../contracts/texts/say.ts';
import { printable, printableTime } from './printable.ts';

/** What may be done, in one cell: `GET,HEAD /v1/**; MCP every tool; until …`. */
export function limitsText(
  given: Caveats,
  /** What the person took from a grant, and before which of its methods they are asked. */
  limits?: Limits,
  spentToday: Budgets = {},
  /** What the service counts, where it is known. */
  costUnit?: string,
): string {
  const left = leftOf({ caveats: given, limits });
  const { methods, paths, mcpTools, mcpCallbacks, expiresAt, maxUses, asks = [], runs = [] } = left;
  const budgets = eachBudget((kind) => left[kind] ?? given[kind]);
  const asking = methods.filter((method) => asks.includes(method));
  return (
    [
      ...(methods.length === 0 || paths.length === 0 ? [] : [`${methods.join(',')} ${paths.join(' ')}`]),
      ...(mcpTools.length === 0 ? [] : [`MCP ${mcpTools.includes('*') ? 'every tool' : mcpTools.join(',')}`]),
      ...(mcpCallbacks === undefined || mcpCallbacks.length === 0
        ? []
        : [`answers ${mcpCallbacks.join(',')}`]),
      ...(expiresAt === undefined ? [] : [`until ${printableTime(expiresAt)}`]),
      ...(maxUses === undefined ? [] : [`at most ${maxUses} uses`]),
      ...eachSet(budgets, (kind, atMost) => {
        const spent = spentToday[kind];
        const today = spent === undefined ? '' : ` (${countText(english, kind, spent)} today)`;
        return `at most ${amountText(english, kind, atMost, costUnit)} a day${today}`;
      }),
      ...(asking.length === 0
        ? []
        : [`asks before ${asking.join(',')}${runs.length === 0 ? '' : ` except ${runs.join(', ')}`}`]),
    ]
      .map((part) => printable(part, 4_000))
      .join('; ') || 'nothing'
  );
}
