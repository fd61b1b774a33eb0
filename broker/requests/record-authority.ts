import type { AuditLog } from '../audit/audit-log.ts';
import type { AuditEvent } from '../contracts/audit.ts';
import type { Ledger, Live } from '../grants/ledger.ts';

/** An authority without its line in the audit log is none: it ends before anyone holds it. */
export const recorded = (
  live: Live,
  powers: { readonly audit: Pick<AuditLog, 'append'>; readonly ledger: Pick<Ledger, 'end'> },
  line: AuditEvent,
): Live => {
  try {
    powers.audit.append(line);
    return live;
  } catch (error) {
    powers.ledger.end(live, 'revoked');
    throw error;
  }
};
