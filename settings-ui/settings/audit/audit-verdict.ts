import type { AuditVerdict } from '@valetkey/api-contracts';
import { nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';

/** What verifying the whole log has found. */
export const auditVerdictText = (
  verdict: AuditVerdict | 'looking' | undefined,
): TemplateResult | typeof nothing => {
  if (verdict === undefined || verdict === 'looking') return nothing;
  const { ok, entries, firstBad, seal } = verdict;
  if (!ok)
    return callout('bad', `Entry ${firstBad?.seq ?? '?'} is not as it was written: ${firstBad?.why ?? ''}.`);
  const sealed =
    seal === 'valid'
      ? ' Its end is sealed with the vault’s key.'
      : seal === 'locked'
        ? ' Its seal could not be looked at while the secrets are locked.'
        : '';
  return callout('good', `All ${entries} entries are whole, in order, and none is missing.${sealed}`);
};
