import { type Facet, type SettingsContract, ValetkeyError } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { makeExportSessions } from './export-sessions.ts';
import { type SettingStore, storedRetention } from './setting-store.ts';

type Methods =
  | 'listAudit'
  | 'auditStatus'
  | 'verifyAudit'
  | 'setRetention'
  | 'openExport'
  | 'readExport'
  | 'closeExport';

export type AuditMethodPowers = {
  readonly audit: Pick<
    AuditLog,
    'list' | 'verify' | 'setRetention' | 'status' | 'export' | 'append' | 'appendDurably'
  >;
  readonly settings: SettingStore;
  readonly makeId: () => string;
  readonly now: () => number;
};

export const auditMethods = (powers: AuditMethodPowers): Pick<Facet<SettingsContract>, Methods> => {
  const { audit, settings, now } = powers;
  const exports = makeExportSessions(powers);
  let verifying: { readonly verdict: ReturnType<AuditLog['verify']>; checked: number } | undefined;

  return {
    listAudit: (filter) => audit.list(filter),
    auditStatus: () => {
      const status = audit.status();
      const checked = verifying?.checked;
      return {
        ...status,
        retention: storedRetention(settings),
        ...(checked === undefined
          ? {}
          : { verifying: { checked, total: Math.max(checked, status.entries) } }),
      };
    },
    verifyAudit: () => {
      if (verifying !== undefined) return verifying.verdict;
      const verdict = audit.verify((checked) => {
        if (verifying !== undefined) verifying.checked = checked;
      });
      verifying = { verdict, checked: 0 };
      const over = (): void => {
        verifying = undefined;
      };
      verdict.then(over, over);
      return verdict;
    },
    setRetention: (wanted) => {
      const { days, entries } = wanted;
      audit.appendDurably({ kind: 'audit.retention', detail: `${days} days, ${entries} entries` });
      settings.set('audit.retention', JSON.stringify(wanted));
      return audit.setRetention(wanted);
    },
    openExport: ({ format, filter }) => {
      audit.append({ kind: 'audit.exported', detail: format });
      const exportId = exports.open(audit.export(format, filter));
      const day = new Date(now()).toISOString().slice(0, 10);
      return { exportId, fileName: `valetkey-audit-${day}.${format}` };
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
  };
};
