import { group } from './group.mjs';

/** The mutants of what must not wear out: ends by signals, a full disk, growing files and memory. */

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const wearMutants = [
  ...group(
    'broker',
    ['broker/shells/node/end-signals.test.ts', 'broker/cli/interrupted.test.ts'],
    [
      [
        'signal-hangup-unheard',
        'a terminal that is closed ends a program as Ctrl-C does',
        'shells/node/end-signals.ts',
        "['SIGHUP', 'SIGINT', 'SIGTERM'] as const",
        "['SIGINT', 'SIGTERM'] as const",
      ],
      [
        'signal-heard-once',
        'a second signal does not end a program that is being closed',
        'shells/node/end-signals.ts',
        'process.on(signal, () => {',
        "process['once' as 'on'](signal, () => {",
      ],
      [
        'interrupted-goes-on',
        'a command that is interrupted ends',
        'time/unless-interrupted.ts',
        'return Promise.race([ended, work()]);',
        'ended.catch(() => undefined);\n  return work();',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/audit/note.test.ts', 'broker/audit/merge-wal.test.ts', 'broker/time/once-a-second.test.ts'],
    [
      [
        'gap-without-marker',
        'a time in which the log could not be written has a marker in it',
        'audit/note.ts',
        "audit.append({ kind: 'audit.gap', detail: gapDetail(from, late, lost) });",
        'void [from, late];',
      ],
      [
        'gap-ends-dropped',
        'what ended while the disk was full is added when it has room',
        'audit/note.ts',
        'if (held.length < mostHeld) held.push(event);',
        'if (held.length < 0) held.push(event);',
      ],
      [
        'gap-held-without-end',
        'what waits for the disk takes bounded memory',
        'audit/note.ts',
        'const mostHeld = 1_000;',
        'const mostHeld = 1_000_000;',
      ],
      [
        'full-disk-floods',
        'an error that comes again is said once a second',
        'time/once-a-second.ts',
        'again.times += 1;',
        'log(level, text, cause);',
      ],
      [
        'wal-merge-forgotten',
        'a write-ahead log that could not be merged is merged soon after',
        'audit/merge-wal.ts',
        'unmerged = isMerged() ? 0 : mergeAfter - againAfter;',
        'unmerged = isMerged() ? 0 : -mergeAfter;',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/mcp/agreed-tools.test.ts', 'broker/grants/tool-store.test.ts'],
    [
      [
        'known-tools-for-ever',
        'lists of tools are kept in memory as long as a handle lives by them',
        'mcp/agreed-tools.ts',
        'live.onEnd(() => known.delete(id));',
        'live.onEnd(() => known.has(id));',
      ],
      [
        'revoked-tools-kept',
        'the list of a revoked grant takes no room on the disk',
        'grants/tool-store.ts',
        "WHEN new.state = 'revoked' BEGIN",
        "WHEN new.state = 'gone' BEGIN",
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/block-index.test.ts'],
    [
      [
        'index-word-missed',
        'a filter finds by the index what it finds without it',
        'block-words.ts',
        '(?:extension|connectionId|kind|outcome)',
        '(?:extension|connectionId|kind)',
      ],
      [
        'index-hides-unseen',
        'who edits the index cannot hide entries',
        'verify.ts',
        '!isFound(row)',
        'isFound(row) === undefined',
      ],
      [
        'index-outlives-entries',
        'the index is as long as the log',
        'prune.ts',
        'index.removeThrough(last.seq);',
        'index.removeThrough(0);',
      ],
      [
        'index-page-skipped',
        'a page goes on where the one before ended',
        'list-entries.ts',
        'blocks.length === most && last !== undefined ? firstOf(last)',
        'blocks.length === most && last !== undefined ? firstOf(last - 1)',
      ],
    ],
  ),
];
