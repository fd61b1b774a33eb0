import type { GrantStore } from '../grants/grant-store.ts';
import type { Ledger } from '../grants/ledger.ts';
import type { AgreedTools } from '../mcp/agreed-tools.ts';
import type { Oauth } from '../oauth/make-oauth.ts';
import type { Changes } from '../settings/changes.ts';
import type { After } from '../time/after.ts';
import { every } from '../time/every.ts';
import { endOutdated } from './end-outdated.ts';
import type { Resolver } from './resolve-connection.ts';

const followMs = 1_000;

/**
 * Takes notice of what another process writes to the same files. Each use looks for itself; the look each second is for
 * streams that go on, and for pages that somebody reads. Returns the way to stop.
 */
export function followOtherProcesses(powers: {
  readonly resolver: Pick<Resolver, 'onChangedElsewhere' | 'refresh' | 'resolve'>;
  readonly grants: Pick<GrantStore, 'get'>;
  readonly ledger: Pick<Ledger, 'endWhere'>;
  readonly tools: Pick<AgreedTools, 'forget'>;
  readonly oauth: Pick<Oauth, 'lookAgain'>;
  readonly changes: Pick<Changes, 'tellAll'>;
  readonly after: After;
  readonly log: (level: 'error', text: string, cause: unknown) => void;
}): () => void {
  const { resolver, tools, oauth, changes, log } = powers;
  resolver.onChangedElsewhere(() => {
    tools.forget();
    endOutdated(powers);
    oauth.lookAgain();
    changes.tellAll();
  });
  return every(followMs, powers, () => {
    try {
      resolver.refresh();
    } catch (error) {
      log('error', 'another process changed the files, and they cannot be read now', error);
    }
  });
}
