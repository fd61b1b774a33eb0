import { type AuditVerdict, auditFaultSentences } from '@valetkey/broker/contracts';
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
    return callout('warn', `${whole}. While the secrets are locked, a missing end cannot be detected.`);
  if (!ok) {
    const fault = auditFaultSentences[firstBad?.why ?? 'unreadable'](firstBad?.seq ?? 0);
    return callout(
      'bad',
      `The log was changed or damaged: ${fault} Keep the file and compare it with an earlier export.`,
    );
  }
  return seal === 'valid'
    ? callout('good', `${whole}, and none is missing: the vault’s key seals the log’s end.`)
    : callout('plain', `${whole}. The log has no seal yet, so a missing end cannot be detected.`);
};
