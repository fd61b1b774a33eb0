import type { ExtensionManifest, GrantId, Principal, ProviderId } from '@valetkey/api-contracts';
import type { AuditLog } from '../audit/audit-log.ts';
import { displayText } from '../consent/display-text.ts';
import type { Prompts } from '../consent/prompts.ts';
import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { Resolved, Resolver } from './resolve-connection.ts';

/** Who asks: made from what was loaded, and known by the port that the request came through. */
export type Asker = { readonly principal: Principal; readonly manifest: ExtensionManifest };

export type RequestPowers = {
  readonly resolver: Resolver;
  readonly providerKnown: (id: ProviderId) => boolean;
  readonly grants: Pick<GrantStore, 'ofExtension' | 'put' | 'putAll'>;
  readonly prompts: Prompts;
  readonly ledger: Pick<Ledger, 'issue' | 'end' | 'full'>;
  readonly audit: Pick<AuditLog, 'append' | 'appendDurably'>;
  readonly makeGrantId: () => GrantId;
  readonly now: () => number;
};

export const candidateOf = (resolved: Resolved, principal: Principal) => ({
  connectionId: resolved.record.id,
  displayName: displayText(resolved.record.displayName, 120),
  scope: resolved.record.scope,
  origins: resolved.origins,
  authority: resolved.authority,
  grantDigest: resolved.grantDigestFor(principal),
});
