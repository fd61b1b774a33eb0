import { ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { makeExportSessions } from './export-sessions.ts';
import type { SettingsMethods } from './plan.ts';

export type ExportPowers = {
  readonly audit: Pick<AuditLog, 'export' | 'append' | 'signing'>;
  readonly makeId: () => string;
  readonly now: () => number;
};

/**
 * Of one page: what it has not read to the end goes with it, and takes no place of the next one's. The line says that the
 * log went out to the page: whether the person then saves it is not known here, and takes nothing back.
 */
export function exportMethods(powers: ExportPowers) {
  const { audit, now } = powers;
  const exports = makeExportSessions(powers);
  const today = (): string => new Date(now()).toISOString().slice(0, 10);
  return {
    openExport: ({ format, filter }) => {
      const exportId = exports.open(() => {
        audit.append({ kind: 'audit.exported', detail: format });
        return audit.export(format, filter);
      });
      return { exportId, fileName: `valetkey-audit-${today()}.${format}` };
    },
    auditKey: () => ({ publicKey: audit.signing.publicKey() }),
    openSignedExport: async () => {
      const lines = await audit.signing.export();
      const exportId = exports.open(() => {
        audit.append({ kind: 'audit.exported', detail: 'signed' });
        return lines;
      });
      return { exportId, fileName: `valetkey-audit-${today()}-signed.jsonl` };
    },
    readExport: ({ exportId }) => {
      const piece = exports.read(exportId);
      if (piece === undefined) throw new ValetkeyError({ code: 'not-found' });
      return piece;
    },
    closeExport: ({ exportId }) => {
      exports.close(exportId);
      return {};
    },
  } satisfies Partial<SettingsMethods>;
}
