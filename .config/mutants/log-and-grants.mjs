/** Mutants of what a log of any length costs and tells, and of what is kept of revoked grants. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const logAndGrantMutants = [
  ...group(
    'broker/audit',
    ['broker/audit/block-index.test.ts'],
    [
      [
        'export-reads-everything',
        'a filtered export reads only what the index names',
        'export-entries.ts',
        'isWhole(filter) ? 0 :',
        'isWhole(filter) || sliceBlocks > 0 ? 0 :',
      ],
      [
        'export-ends-with-index',
        'a filtered export reads what is not indexed yet',
        'export-entries.ts',
        '  yield* between(indexed, through);\n',
        '',
      ],
    ],
  ),
  ...group(
    'broker/review',
    ['broker/review/authority-at.test.ts'],
    [
      [
        'lost-entries-unmarked',
        'a handle from before lost entries is marked as perhaps gone',
        'authority-at.ts',
        "(kind === 'audit.gap' && tellsOfLost(entry))",
        "(kind === 'audit.gap' && false)",
      ],
      [
        'killed-handles-stay',
        'a broker that starts alone ends every earlier handle',
        'authority-at.ts',
        "kind === 'broker.started' && entry.detail === startedAlone",
        "kind === 'broker.started' && entry.detail === 'nobody'",
      ],
      [
        'access-ends-with-index',
        'who can do what is read beyond the index of the log',
        'rows-holding.ts',
        '  yield* between(Math.max(first, indexed + 1), through);',
        '  if (indexed === 0) yield* between(Math.max(first, indexed + 1), through);',
      ],
    ],
  ),
  ...group(
    'broker/database',
    ['broker/database/hold-folder.test.ts'],
    [
      [
        'alone-beside-another',
        'a broker that starts beside another one is not alone',
        'hold-folder.ts',
        '& 0xff) === busy) return false;',
        '& 0xff) === busy) return true;',
      ],
      [
        'lock-given-back-at-once',
        'a folder is held for as long as its broker lives',
        'hold-folder.ts',
        "      database.exec('BEGIN');\n",
        '',
      ],
    ],
  ),
  ...group(
    'broker/grants',
    ['broker/grants/grant-store.test.ts'],
    [
      [
        'forgets-suspended-grants',
        'only revoked grants are forgotten',
        'grant-store.ts',
        "DELETE FROM grants WHERE state = 'revoked' AND",
        'DELETE FROM grants WHERE',
      ],
    ],
  ),
  ...group(
    'broker/stores',
    ['broker/settings/audit-methods.test.ts'],
    [
      [
        'revoked-grants-for-ever',
        'a revoked grant goes with the entries that tell of its end',
        'open-kept.ts',
        'if (oldestAt !== undefined) stores',
        'if (oldestAt === 0) stores',
      ],
      [
        'revoked-grants-at-once',
        'a revoked grant is kept for a day at least, and as long as the log tells of its end',
        'open-kept.ts',
        'Math.min(oldestAt, now() - dayMs)',
        'now() + dayMs',
      ],
    ],
  ),
];
