import { group } from './group.mjs';

/** Of the reviewer's desk: F15, D14 at the terminal, D15. */
export const deskMutants = [
  ...group(
    'broker/audit',
    ['broker/audit/verify-export.test.ts', 'broker/audit/merkle-tree.test.ts'],
    [
      ['node-is-a-leaf', 'a leaf is told from a node', 'merkle-tree.ts', 'Buffer.of(1)', 'Buffer.of(0)'],
      [
        'unsealed-log-is-signed',
        'a log without a valid seal is not signed',
        'signed-export.ts',
        "seal.state(checkpoint, sealed) !== 'valid'",
        "seal.state(checkpoint, sealed) === 'locked'",
      ],
      [
        'sealed-link-unread',
        'what is signed is what was sealed',
        'signed-export.ts',
        '(row.seq !== sealed.seq || row.link === sealed.link)',
        'row.seq > 0',
      ],
      [
        'cut-log-is-signed',
        'a log without its end is not signed',
        'signed-export.ts',
        'if (seq < sealed.seq) throw',
        'if (seq < 0) throw',
      ],
      [
        'pruned-hashes-outside-the-seal',
        'the hashes of what was pruned are sealed',
        'seal-head.ts',
        'tree === undefined ? [] : [tree]',
        '[]',
      ],
      [
        'pruned-lines-leave-no-hash',
        'a later export covers what was pruned',
        'log-tree.ts',
        'if (damaged) return',
        'if (!damaged) return',
      ],
      ['size-unsigned', 'the number of lines is signed', 'signed-note.ts', '{size}\\n', '{name}\\n'],
    ],
  ),
  ...group(
    'broker/review',
    ['broker/review/replay.test.ts', 'broker/review/narrowest-patterns.test.ts'],
    [
      [
        'replay-without-methods',
        'recorded uses are tried by the rules of the gate',
        'replay.ts',
        "if (!admitsMethod(levels, method)) return 'methods';",
        '',
      ],
      ['uses-of-other-grants', 'only uses of the grant are tried', 'uses-in-log.ts', '{id}"', `{'[^"]*'}"`],
      [
        'proposal-refuses-a-use',
        'a proposal lets each recorded use pass',
        'narrowest-patterns.ts',
        'into.ends ||= from.ends;',
        '',
      ],
      [
        'proposal-folds-at-once',
        'a proposal is the narrowest',
        'narrowest-patterns.ts',
        'if (names.length > mostNames) {',
        'if (names.length > 0) {',
      ],
    ],
  ),
  ...group(
    'broker/shells/node',
    ['broker/shells/node/terminal-consent.test.ts'],
    [
      [
        'terminal-limits-unsent',
        'what is taken away at the terminal is taken away',
        'terminal-consent.ts',
        'limits: less.limits(today, decision),',
        '',
      ],
      [
        'terminal-list-chooses-connection',
        'while the list is open no digit chooses a connection',
        'terminal-limits.ts',
        'if (!/^[1-9]$/.test(key)) return undefined;',
        'if (rows[page * perPage + Number(key) - 1] === undefined) return undefined;',
      ],
      [
        'read-only-leaves-all',
        'read only takes all methods that change something',
        '../../contracts/limit-choices.ts',
        'if (!reads(method)) taken.methods.add(method)',
        'if (reads(method)) taken.methods.add(method)',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/checks/threats/f-signed-export.test.ts'],
    [
      [
        'settings-signs-unverified',
        'Settings verifies before it signs',
        'sign-log.ts',
        "if (!ok || seal !== 'valid') throw",
        "if (!ok && seal === 'absent') throw",
      ],
    ],
  ),
];
