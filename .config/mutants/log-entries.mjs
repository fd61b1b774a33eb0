import { group } from './group.mjs';

/** Of the log: what is late, lost, spent or pruned, and what filters find. */
export const logEntryMutants = [
  ...group(
    'broker/audit',
    ['broker/audit/note.test.ts'],
    [
      [
        'gap-lost-uncounted',
        'the marker says how many entries are lost, and the next one does not say it again',
        'note.ts',
        'else lost += 1;',
        'else lost += 0;',
      ],
      [
        'gap-lost-told-again',
        'the marker says how many entries are lost, and the next one does not say it again',
        'note.ts',
        '      lost = 0;\n',
        '',
      ],
      [
        'gap-retries-after-close',
        'nothing is tried again once the broker has closed',
        'note.ts',
        '      closed = true;\n',
        '',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/chain.test.ts'],
    [
      [
        'link-makes-lines',
        'a damaged link makes no line of its own in an export',
        'chain.ts',
        ' && /^[0-9a-f]{64}$/.test(String(link))',
        '',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/audit-log.test.ts'],
    [
      [
        'entry-in-another-place',
        'list shows no entry in the place of another',
        'chain.ts',
        'data?.seq === seq ? data : undefined',
        'data',
      ],
      [
        'late-line-lost-at-close',
        'what waits to be written is in the log once it has closed',
        'audit-log.ts',
        '      soon.flush();\n      closed = true;',
        '      closed = true;',
      ],
      [
        'end-behind-next-use',
        'what happened before a use that is counted stands before it',
        'audit-log.ts',
        'appendSpending: (event, spending) => {\n      soon.flush();',
        'appendSpending: (event, spending) => {',
      ],
      [
        'one-refused-takes-others',
        'an event that the log refuses takes no other with it',
        'append-soon.ts',
        'for (const one of batch) writeAlone(one);',
        "for (const one of batch) one.reject(new Error('refused'));",
      ],
      [
        'durable-unsynced',
        'an entry of authority is fsynced by its own commit',
        'audit-log.ts',
        "database.exec('PRAGMA synchronous = FULL');",
        "database.exec('PRAGMA synchronous = NORMAL');",
      ],
      [
        'unsynced-while-disk-fails',
        'while the disk refuses to be synced, each entry is fsynced by its own commit',
        'audit-log.ts',
        'behind.failed ? durably(work) : work()',
        'work()',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/spend.test.ts'],
    [
      [
        'spent-days-kept',
        'what was spent on a day is forgotten a week later',
        'spend.ts',
        'if (takes.some(({ left, atMost }) => left === atMost)) forget.run([day]);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/csv-cell.test.ts'],
    [
      [
        'csv-other-line-ends',
        'a cell begins no formula behind any line end',
        'csv-cell.ts',
        '[;,|\\t\\r\\n\\v\\f\\x85\\u2028\\u2029]',
        '[;,|\\t\\r\\n]',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/prune.test.ts'],
    [
      [
        'damaged-lines-provable',
        'lines of which one did not fit when they were pruned are provable by nobody',
        'prune.ts',
        'prunedWith(checkpoint, going, bad !== undefined)',
        'prunedWith(checkpoint, going, false)',
      ],
      [
        'pruned-gap-numbered',
        'pruning reports the entry that was missing, and not the one behind it',
        'prune.ts',
        'Math.min(row.seq, expected)',
        'row.seq',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/verify-at-start.test.ts'],
    [
      [
        'verified-at-each-unlock',
        'a log is verified once in the life of a broker, however often the vault is opened',
        'verify-at-start.ts',
        'if (begun) return;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/filter-words.test.ts'],
    [
      [
        'names-of-limits-found',
        'the name of a limit is no value either',
        'filter-rows.ts',
        ', ...Object.keys(caveats.shape)',
        '',
      ],
    ],
  ),
];
