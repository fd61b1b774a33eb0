import { group } from './group.mjs';

/** What a person does and undoes on the pages of Settings. */
export const settingsPageMutants = [
  ...group(
    'broker/settings',
    ['broker/settings/revoke-methods.test.ts'],
    [
      [
        'stop-of-others-undone',
        'a stop that somebody else made too is not undone',
        'revoke-methods.ts',
        'for (const earlier of undoable) earlier.halts = false;',
        '',
      ],
      [
        'stop-undone-unseen',
        'undoing a stop has a line in the log',
        'revoke-methods.ts',
        "audit.appendDurably({ kind: 'use.resumed', detail: 'stop undone' });",
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/bound-news.test.ts', 'broker/shells/electron/notification-body.test.ts'],
    [
      [
        'told-again-and-again',
        'a person is told of the same thing once in ten minutes',
        'bound-news.ts',
        'if (told.has(about) || (lately',
        'if ((lately',
      ],
      [
        'notification-with-links',
        'a notification holds no markup',
        'notification-body.ts',
        ".replaceAll('<', '‹')",
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/desktop-keychain.test.ts'],
    [
      [
        'passphrase-forgotten-unasked',
        'a passphrase that is only needed counts as forgotten for nobody',
        'desktop-keychain.ts',
        "why: forgotten ? 'passphrase-forgotten' : 'passphrase-needed'",
        "why: 'passphrase-forgotten'",
      ],
    ],
  ),
];
