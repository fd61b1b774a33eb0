import type { AuditEntry, AuditFilter, Client, SettingsContract } from '@valetkey/api-contracts';

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
export const auditPages = (
  client: Pick<Client<SettingsContract>, 'listAudit'>,
  wanted: AuditWanted,
  changed: (pages: AuditPages) => void,
) => {
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
  return Object.freeze({
    /** The next older page. */
    older: () =>
      load(async () => {
        const before = pages.next;
        if (pages !== noPages && (!pages.older || pages.entries.length >= mostEntries)) return pages;
        const page = await client.listAudit({
          ...wanted,
          limit: pageSize,
          ...(before === undefined ? {} : { before }),
        });
        return {
          entries: [...pages.entries, ...page.entries],
          next: page.next,
          older: page.next !== undefined,
          unreadable: [...pages.unreadable, ...page.unreadable],
        };
      }),
    /** What was written since. */
    newer: () =>
      load(async () => {
        const page = await client.listAudit({ ...wanted, limit: pageSize });
        const newest = pages.entries[0]?.seq ?? 0;
        const fresh = page.entries.filter(({ seq }) => seq > newest);
        if (fresh.length === 0) return pages;
        // More than a page came meanwhile: begin anew, rather than show a gap.
        if (fresh.length === page.entries.length) return { ...page, older: page.next !== undefined };
        return { ...pages, entries: [...fresh, ...pages.entries].slice(0, mostEntries) };
      }),
    isFull: (): boolean => pages.entries.length >= mostEntries && pages.older,
    end: (): void => {
      ended = true;
    },
  });
};
