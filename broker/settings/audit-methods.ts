import type { AuditLog } from '../audit/audit-log.ts';
import { askFirst, nothingToAsk, type SettingsMethods } from './plan.ts';
import { shortenLogQuestion } from './proof-questions.ts';
import { type SettingStore, storedRetention } from './setting-store.ts';

export type AuditMethodPowers = {
  readonly audit: Pick<AuditLog, 'list' | 'verify' | 'setRetention' | 'status' | 'appendDurably'>;
  readonly settings: SettingStore;
};

export function auditMethods(powers: AuditMethodPowers) {
  const { audit, settings } = powers;
  let verifying: { readonly verdict: ReturnType<AuditLog['verify']>; checked: number } | undefined;

  return {
    listAudit: (filter) => audit.list(filter),
    auditStatus: () => {
      const status = audit.status();
      const checked = verifying?.checked;
      return {
        ...status,
        retention: storedRetention(settings),
        verifying: checked === undefined ? undefined : { checked, total: Math.max(checked, status.entries) },
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
      const set = () => {
        audit.appendDurably({ kind: 'audit.retention', detail: `${days} days, ${entries} entries` });
        settings.set('audit.retention', JSON.stringify(wanted));
        return audit.setRetention(wanted);
      };
      const before = storedRetention(settings);
      if (days >= before.days && entries >= before.entries) return nothingToAsk(set);
      return askFirst(shortenLogQuestion(before, wanted), set);
    },
  } satisfies Partial<SettingsMethods>;
}
