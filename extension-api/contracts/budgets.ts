import { z } from 'zod';

/**
 * What a person may bound for a day, from midnight to midnight where the broker runs, over all handles of the extension
 * on the connection: uses; bytes that it sends and gets; calls of MCP tools; and what requests and calls cost, where
 * the provider declares that.
 */
export const budgetKinds = ['usesPerDay', 'bytesPerDay', 'callsPerDay', 'costPerDay'] as const;
export type BudgetKind = (typeof budgetKinds)[number];
/** An amount of some kinds. */
export type Budgets = { readonly [Kind in BudgetKind]?: number | undefined };

export const eachBudget = <T>(of: (kind: BudgetKind) => T): Record<BudgetKind, T> =>
  Object.fromEntries(budgetKinds.map((kind) => [kind, of(kind)])) as Record<BudgetKind, T>;

export const budgets = z.strictObject(eachBudget(() => z.int().positive().max(1_000_000_000_000).optional()));
