import {
  type BudgetKind,
  type Budgets,
  type Caveats,
  eachBudget,
  type HttpMethod,
  type Limits,
  levelFrom,
  type McpCallback,
} from '@valetkey/api-contracts';
import { narrows } from '../contracts/limit-choices.ts';

/**
 * A capability carries one level of caveats for each step by which it was made: the grant's own, then one for every
 * `attenuate`. A use must pass all of them, so no step can widen what an earlier one closed.
 */
export type CaveatName =
  | 'methods'
  | 'paths'
  | 'mcpTools'
  | 'mcpCallbacks'
  | 'expiresAt'
  | 'maxUses'
  | BudgetKind;

/** Of a grant: what was allowed, and what the person left of it. */
export const levelsOf = (given: Caveats, limits: Limits | undefined): readonly Caveats[] =>
  limits === undefined || !narrows(limits) ? [given] : [given, levelFrom(given, limits)];

export const admitsMethod = (levels: readonly Caveats[], method: HttpMethod): boolean =>
  levels.every((level) => level.methods.includes(method));

export const admitsTool = (levels: readonly Caveats[], tool: string): boolean =>
  levels.every((level) => level.mcpTools.includes('*') || level.mcpTools.includes(tool));

export const admitsEveryTool = (levels: readonly Caveats[]): boolean =>
  levels.every((level) => level.mcpTools.includes('*'));

export const admitsAnyTool = (levels: readonly Caveats[]): boolean =>
  levels.every((level) => level.mcpTools.length > 0);

export const admitsCallback = (levels: readonly Caveats[], callback: McpCallback): boolean =>
  levels.every((level) => level.mcpCallbacks?.includes(callback) === true);

/** Of each kind the smallest among the levels. */
export const budgetsOf = (levels: readonly Caveats[]): Budgets =>
  eachBudget((kind) => least(levels.map((level) => level[kind])));

/** The earliest end among the levels, or undefined where none has one. */
export const endOf = (levels: readonly Caveats[]): number | undefined =>
  least(levels.map(({ expiresAt }) => expiresAt));

const least = (numbers: readonly (number | undefined)[]): number | undefined => {
  const named = numbers.filter((one) => one !== undefined);
  return named.length === 0 ? undefined : Math.min(...named);
};
