/** The mutants of lists that are kept for a while, and of what is remembered of a server. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const mcpListMutants = [
  ...group(
    'broker/mcp',
    ['broker/mcp/fresh-results.test.ts', 'broker/mcp/two-eras.test.ts'],
    [
      [
        'list-of-another-secret',
        'a list that was answered to one secret is not shown to another',
        'fresh-results.ts',
        'canonicalJson([credential(), params])',
        'canonicalJson([params])',
      ],
      [
        'list-for-good',
        'no server has a list kept for longer than an hour',
        'fresh-results.ts',
        'Math.min(ttlMs, longestMs)',
        'ttlMs',
      ],
      [
        'call-kept',
        'results of calls are never kept',
        'fresh-results.ts',
        ' || !listMethods.includes(method)) return;',
        ') return;',
      ],
      [
        'list-kept-after-change',
        'a list that changed is asked for again',
        'modern-link.ts',
        'fresh.drop(changed);',
        '',
      ],
      [
        'list-kept-after-silence',
        'nothing is kept of the time before a broken subscription',
        'modern-link.ts',
        'fresh.clear();',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/two-eras.test.ts', 'broker/mcp/hostile-modern.test.ts'],
    [
      [
        'listening-among-requests',
        'sessions that listen leave room for requests',
        'http-wire.ts',
        "method === 'GET' || isListening(init.body)",
        "method === 'GET'",
      ],
      [
        'update-that-nobody-asked-for',
        'a server tells of resources only where one was subscribed to',
        'subscription.ts',
        'if (isUpdate && uris.size === 0) return undefined;',
        '',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/mcp/eras.test.ts'],
    [
      [
        'era-of-another-place-after-restart',
        'what is stored of one address says nothing of another',
        'connections/mcp-server-store.ts',
        'row?.[0] === place ?',
        'row !== undefined ?',
      ],
      [
        'era-of-the-future',
        'a clock that was set back does not prolong what is known',
        'mcp/eras.ts',
        'isRecent(found.at, legacyMs, now())',
        'now() - found.at < legacyMs',
      ],
    ],
  ),
];
