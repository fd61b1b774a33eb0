import {
  type Caveats,
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
  | 'usesPerDay';

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

/** The smallest budget among the levels, or undefined where none has one. */
export const usesPerDayOf = (levels: readonly Caveats[]): number | undefined =>
  least(levels.flatMap(({ usesPerDay }) => (usesPerDay === undefined ? [] : [usesPerDay])));

/** The earliest end among the levels, or undefined where none has one. */
export const endOf = (levels: readonly Caveats[]): number | undefined =>
  least(levels.flatMap(({ expiresAt }) => (expiresAt === undefined ? [] : [expiresAt])));

const least = (numbers: readonly number[]): number | undefined =>
  numbers.length === 0 ? undefined : Math.min(...numbers);

/** Whether the person wants to be asked before each request with this method. No level of a handle says so. */
export const asksBefore = (limits: Limits | undefined, method: HttpMethod): boolean =>
  limits?.asks?.includes(method) === true;
