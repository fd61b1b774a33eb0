import { type AuditVerdict, auditFaultText } from '@valetkey/broker/contracts';
import { nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { say } from '../../say.ts';

/** What verifying the whole log has found. */
export const auditVerdictText = (
  verdict: AuditVerdict | 'looking' | undefined,
): TemplateResult | typeof nothing => {
  if (verdict === undefined || verdict === 'looking') return nothing;
  const { ok, entries, firstBad, seal } = verdict;
  // A key that is not at hand is no sign of damage.
  if (firstBad?.why === 'not-sealed' && seal === 'locked')
    return callout(
      'warn',
      say.count(
        'All {count} entries are whole and in order. While the secrets are locked, a missing end cannot be detected.',
        entries,
      ),
    );
  if (!ok) {
    const fault = auditFaultText(say, firstBad);
    return callout(
      'bad',
      say('The log was changed or damaged: {fault} Keep the file and compare it with an earlier export.', {
        fault,
      }),
    );
  }
  return seal === 'valid'
    ? callout(
        'good',
        say.count(
          'All {count} entries are whole and in order, and none is missing: the vault’s key seals the log’s end.',
          entries,
        ),
      )
    : callout(
        'plain',
        say.count(
          'All {count} entries are whole and in order. The log has no seal yet, so a missing end cannot be detected.',
          entries,
        ),
      );
};
