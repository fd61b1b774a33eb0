import type { Client } from '@valetkey/api-contracts';
import type { AuditEntry, AuditFilter, SettingsContract } from '@valetkey/broker/contracts';

export type AuditWanted = Omit<AuditFilter, 'before' | 'limit'>;
export type AuditPages = {
  readonly entries: readonly AuditEntry[];
  /** Where the older ones begin; absent at the log's beginning, and before the first load. */
  readonly next?: number | undefined;
  readonly older: boolean;
  /** Damaged entries, by number: kept in the file, and not shown. */
  readonly unreadable: readonly number[];
  readonly failed?: unknown;
};
export const noPages: AuditPages = { entries: [], older: true, unreadable: [] };

const pageSize = 200;
/** What is shown and no more: who scrolls further down has the newest ones loaded again at the top. */
const mostEntries = 4_000;

/** Newest first, page by page, never all. One load at a time; what an earlier question answers late is passed over. */
export function auditPages(
  client: Pick<Client<SettingsContract>, 'listAudit'>,
  wanted: AuditWanted,
  changed: (pages: AuditPages) => void,
) {
  let pages: AuditPages = noPages;
  let loading = false;
  let ended = false;
  const load = async (run: () => Promise<AuditPages>): Promise<void> => {
    if (loading || ended) return;
    loading = true;
    const before = pages;
    try {
      pages = await run();
    } catch (failed) {
      pages = { ...before, failed };
    }
    loading = false;
    if (!ended && pages !== before) changed(pages);
  };
  const nextOlder = async (): Promise<AuditPages> => {
    if (pages !== noPages && (!pages.older || pages.entries.length >= mostEntries)) return pages;
    let found = pages;
    // A page of a long log may hold nothing that fits: then what is looked for is further back.
    do {
      const page = await client.listAudit({ ...wanted, limit: pageSize, before: found.next });
      found = {
        entries: [...found.entries, ...page.entries],
        next: page.next,
        older: page.next !== undefined,
        unreadable: [...found.unreadable, ...page.unreadable],
      };
    } while (found.older && found.entries.length === pages.entries.length && !ended);
    return found;
  };
  return Object.freeze({
    /** The next older page. */
    older: () => load(nextOlder),
    /** What was written since. */
    newer: () =>
      load(async () => {
        // The first look failed before it found one: it is made again.
        if (pages.failed !== undefined && pages.entries.length === 0) return nextOlder();
        const page = await client.listAudit({ ...wanted, limit: pageSize });
        const newest = pages.entries[0]?.seq ?? 0;
        const fresh = page.entries.filter(({ seq }) => seq > newest);
        const before = pages.failed === undefined ? pages : { ...pages, failed: undefined };
        if (fresh.length === 0) return before;
        // More than a page arrived meanwhile: reload rather than show a gap.
        if (fresh.length === page.entries.length) return { ...page, older: page.next !== undefined };
        return { ...before, entries: [...fresh, ...pages.entries].slice(0, mostEntries) };
      }),
    isFull: (): boolean => pages.entries.length >= mostEntries && pages.older,
    end: (): void => {
      ended = true;
    },
  });
}
