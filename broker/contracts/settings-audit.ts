import { instant, nothing } from '@valetkey/api-contracts';
import { z } from 'zod';
import { auditEntry, auditFilter, auditVerdict } from './audit.ts';
import { settingsMethod } from './settings-method.ts';

/** Names an export that is under way; of use to this port's holder only while it lasts. */
const exportId = z.string().regex(/^[A-Za-z0-9_-]{21}$/);
const oneExport = z.strictObject({ exportId });

/** In words too, on the page that asks for them. */
export const retentionLimits = {
  days: { least: 1, most: 3650 },
  entries: { least: 1000, most: 10_000_000 },
} as const;

export const retention = z.strictObject({
  days: z.int().min(retentionLimits.days.least).max(retentionLimits.days.most),
  entries: z.int().min(retentionLimits.entries.least).max(retentionLimits.entries.most),
});
export type Retention = z.output<typeof retention>;

export const auditStatus = z.strictObject({
  entries: z.int().nonnegative(),
  oldestAt: instant.optional(),
  newestAt: instant.optional(),
  /** Taken out by retention; the chain goes on from a checkpoint. */
  removed: z.int().nonnegative(),
  retention,
  /** The verification that is under way, if one is: entries checked so far. */
  verifying: z.strictObject({ checked: z.int().nonnegative(), total: z.int().nonnegative() }).optional(),
});
export type AuditStatus = z.output<typeof auditStatus>;

export const auditContract = {
  /**
   * Newest first. A page looks at a bounded piece of the log, so with a filter it may hold fewer entries than asked
   * for, or none: `next` is the `before` of the page that follows, absent at the log's beginning.
   */
  listAudit: settingsMethod({
    loosens: 'never',
    input: auditFilter,
    result: z.strictObject({
      entries: z.array(auditEntry),
      next: z.int().positive().optional(),
      /** Damaged entries in this page's range, by number: kept in the file, and named by `verifyAudit`. */
      unreadable: z.array(z.int()),
    }),
  }),
  auditStatus: settingsMethod({ loosens: 'never', input: nothing, result: auditStatus }),
  /** In the background: meanwhile `auditStatus` tells how far it is. A second call joins the first. */
  verifyAudit: settingsMethod({ loosens: 'never', input: nothing, result: auditVerdict }),
  setRetention: settingsMethod({
    loosens: 'asks',
    input: retention,
    result: z.strictObject({ removed: z.int() }),
  }),

  /** Oldest first, pulled with `readExport` until `done`. Left alone for five minutes it ends. */
  openExport: settingsMethod({
    loosens: 'never',
    input: z.strictObject({
      format: z.enum(['jsonl', 'csv']),
      filter: auditFilter.omit({ before: true, limit: true }).default({}),
    }),
    result: oneExport.extend({ fileName: z.string().max(80) }),
  }),
  /** What others check signed exports with; nothing in it is secret. */
  auditKey: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: z.strictObject({ publicKey: z.string().max(200) }),
  }),
  /** The whole log with a signature, after it was verified. `conflict`: it does not verify. */
  openSignedExport: settingsMethod({
    loosens: 'never',
    input: nothing,
    result: oneExport.extend({ fileName: z.string().max(80) }),
  }),
  /** About 64 KB of whole lines. */
  readExport: settingsMethod({
    loosens: 'never',
    input: oneExport,
    result: z.strictObject({ text: z.string(), done: z.boolean(), lines: z.int().nonnegative() }),
  }),
  closeExport: settingsMethod({ loosens: 'never', input: oneExport, result: nothing, relieves: true }),
} as const;
