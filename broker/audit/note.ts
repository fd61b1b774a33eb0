import type { AuditEvent } from '@valetkey/api-contracts';
import type { AuditLog } from './audit-log.ts';

/** Writes down what has happened already, where failing to write must not stop what follows: an end, a stop. */
export type Note = (event: AuditEvent) => void;

export const makeNote =
  (audit: Pick<AuditLog, 'append'>, log: (level: 'error', text: string, cause: unknown) => void): Note =>
  (event) => {
    try {
      audit.append(event);
    } catch (error) {
      log('error', `the audit log did not take ${event.kind}`, error);
    }
  };
