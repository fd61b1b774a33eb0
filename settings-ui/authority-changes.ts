import { type Authority, authorityRows, type GrantView, notThereNow } from '@valetkey/broker/contracts';
import type { TemplateResult } from 'lit';
import { type DiffRow, diffTable } from './diff-table.ts';
import { say } from './say.ts';

/** Only rows that differ. Undefined: none does. */
export function authorityChanges(before: Authority, now: Authority): TemplateResult | undefined {
  return changeTable([
    ...authorityRows(say, before, now),
    ['Service', serviceText(before), serviceText(now)],
  ]);
}

/** A suspended grant: what was agreed, beside what is there now. */
export const grantChanges = ({ authority, principal, now }: GrantView): TemplateResult | undefined => {
  const who = now?.principal;
  return changeTable([
    ...authorityRows(say, authority, now?.authority),
    [
      'Service version',
      String(authority.providerVersion),
      String(now?.authority?.providerVersion ?? notThereNow),
    ],
    ['Extension version', principal.version, who?.version ?? notThereNow],
    [
      'Extension content',
      principal.contentDigest.slice(0, 16),
      who?.contentDigest.slice(0, 16) ?? notThereNow,
    ],
  ]);
};

const serviceText = ({ providerId, providerVersion }: Authority): string =>
  `${providerId}, version ${providerVersion}`;

const changeTable = (rows: readonly DiffRow[]): TemplateResult | undefined => {
  const differing = rows.filter(([, before, now]) => before !== now);
  return differing.length === 0 ? undefined : diffTable('What', differing);
};
