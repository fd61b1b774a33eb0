import type { Retention } from '../contracts/settings-audit.ts';
import type { Change } from './plan.ts';
import { differing, ifUnexpected } from './question-parts.ts';

export const shortenLog = (before: Retention, now: Retention): Change => ({
  about: {},
  shown: {
    kind: 'shorten-log',
    question: 'Keep less activity?',
    parts: [
      {
        head: 'Retention',
        rows: differing([
          ['Days', String(before.days), String(now.days)],
          ['Entries at most', String(before.entries), String(now.entries)],
        ]),
      },
      {
        head: 'What is deleted',
        texts: [
          `Entries that are older than ${now.days} days, and all but the newest ${now.entries}.`,
          'They are deleted immediately and cannot be restored.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Keep less',
  },
});

export const chooseProtectionQuestion = (way: 'weak' | 'new-passphrase'): Change => ({
  about: {},
  shown: way === 'weak' ? weakQuestion : passphraseQuestion,
});

const weakQuestion: Change['shown'] = {
  kind: 'choose-protection',
  question: 'Store secrets without protection?',
  parts: [
    {
      head: 'What this means',
      texts: [
        'No keyring guards the key: it is in a file beside the secrets, under a password that is part of the program.',
        'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.',
      ],
    },
    { head: 'Better', texts: ['Start GNOME Keyring or KWallet, or choose a passphrase.'] },
    ifUnexpected,
  ],
  yes: 'Use weak protection',
};

const passphraseQuestion: Change['shown'] = {
  kind: 'choose-protection',
  question: 'Protect the secrets with a passphrase?',
  parts: [
    {
      head: 'What this means',
      texts: [
        'The passphrase that was typed in Settings opens the secrets. Valetkey asks for it after each start.',
        'Nobody can restore it. Without it the secrets are lost.',
      ],
    },
    ifUnexpected,
  ],
  yes: 'Use the passphrase',
};

export const setSecretsAsideQuestion = (why: string): Change => ({
  about: {},
  shown: {
    kind: 'set-secrets-aside',
    question: 'Give up the key to the saved secrets?',
    parts: [
      { head: 'Why they are locked', texts: [why] },
      {
        head: 'What happens',
        texts: [
          'Valetkey creates a new key. The locked secrets stay in their file, unusable, and you enter new ones.',
          'The current seal of the activity log is lost with the key. You cannot undo this.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Give up the key',
  },
});
