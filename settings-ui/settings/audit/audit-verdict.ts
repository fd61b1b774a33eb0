import { type AuditVerdict, auditFaultSentences } from '@valetkey/api-contracts';
import { nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';

/** What verifying the whole log has found. */
export const auditVerdictText = (
  verdict: AuditVerdict | 'looking' | undefined,
): TemplateResult | typeof nothing => {
  if (verdict === undefined || verdict === 'looking') return nothing;
  const { ok, entries, firstBad, seal } = verdict;
  const whole = `All ${entries} entries are whole and in order`;
  // A key that is not at hand is no sign of damage.
  if (firstBad?.why === 'not-sealed' && seal === 'locked')
    return callout(
      'warn',
      `${whole}. Whether the log’s end was cut off cannot be seen while the secrets are locked.`,
    );
  if (!ok) {
    const fault = auditFaultSentences[firstBad?.why ?? 'unreadable'](firstBad?.seq ?? 0);
    return callout(
      'bad',
      `The log was tampered with or damaged: ${fault} Keep the file, and compare it with an earlier export.`,
    );
  }
  return seal === 'valid'
    ? callout('good', `${whole}, and none is missing. The log’s end is sealed with the vault’s key.`)
    : callout('plain', `${whole}. The log has no seal yet, so a cut end would not be seen.`);
};
