import {
  type Authority,
  authorityRows,
  type ChangeRow,
  differing,
  type GrantView,
  notThereNow,
} from '@valetkey/broker/contracts';
import type { TemplateResult } from 'lit';
import { diffTable } from './diff-table.ts';
import { say } from './say.ts';

/** Only rows that differ. Undefined: none does. */
export function authorityChanges(before: Authority, now: Authority): TemplateResult | undefined {
  return changeTable(authorityRows(say, before, now));
}

/** A suspended grant: what was agreed, beside what is there now. */
export const grantChanges = ({ authority, principal, now }: GrantView): TemplateResult | undefined => {
  const who = now?.principal;
  return changeTable([
    ...authorityRows(say, authority, now?.authority),
    [say('Extension version'), principal.version, who?.version ?? say(notThereNow)],
    [
      say('Extension content'),
      principal.contentDigest.slice(0, 16),
      who?.contentDigest.slice(0, 16) ?? say(notThereNow),
    ],
  ]);
};

const changeTable = (rows: readonly ChangeRow[]): TemplateResult | undefined => {
  const changed = differing(rows);
  return changed.length === 0 ? undefined : diffTable(say('What'), changed);
};
