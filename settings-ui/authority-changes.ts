import { type Authority, authorityRows, type GrantView, notThereNow } from '@valetkey/broker/contracts';
import type { TemplateResult } from 'lit';
import { type DiffRow, diffTable } from './diff-table.ts';
import { say } from './say.ts';

/** Only rows that differ. Undefined: none does. */
export function authorityChanges(before: Authority, now: Authority): TemplateResult | undefined {
  return changeTable([
    ...authorityRows(say, before, now),
    [say('Service'), serviceText(before), serviceText(now)],
  ]);
}

/** A suspended grant: what was agreed, beside what is there now. */
export const grantChanges = ({ authority, principal, now }: GrantView): TemplateResult | undefined => {
  const who = now?.principal;
  return changeTable([
    ...authorityRows(say, authority, now?.authority),
    [
      say('Service version'),
      String(authority.providerVersion),
      String(now?.authority?.providerVersion ?? say(notThereNow)),
    ],
    [say('Extension version'), principal.version, who?.version ?? say(notThereNow)],
    [
      say('Extension content'),
      principal.contentDigest.slice(0, 16),
      who?.contentDigest.slice(0, 16) ?? say(notThereNow),
    ],
  ]);
};

const serviceText = ({ providerId, providerVersion }: Authority): string =>
  say('{service}, version {version}', { service: providerId, version: String(providerVersion) });

const changeTable = (rows: readonly DiffRow[]): TemplateResult | undefined => {
  const differing = rows.filter(([, before, now]) => before !== now);
  return differing.length === 0 ? undefined : diffTable(say('What'), differing);
};
