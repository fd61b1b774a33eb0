import type { Retention } from '../contracts/settings-audit.ts';
import type { Change } from './plan.ts';
import { differingTexts, ifUnexpected } from './question-parts.ts';

export const shortenLogQuestion = (before: Retention, now: Retention): Change => ({
  about: {},
  shown: (say) => ({
    kind: 'shorten-log',
    question: say('Keep less activity?'),
    parts: [
      {
        head: say('Retention'),
        rows: differingTexts([
          [say('Days'), String(before.days), String(now.days)],
          [say('Entries at most'), String(before.entries), String(now.entries)],
        ]),
      },
      {
        head: say('What is deleted'),
        texts: [
          say('Entries that are older than {days} days, and all but the newest {entries}.', {
            days: String(now.days),
            entries: String(now.entries),
          }),
          say('They are deleted immediately and cannot be restored.'),
        ],
      },
      ifUnexpected(say),
    ],
    yes: say('Keep less'),
  }),
});

export const chooseProtectionQuestion = (way: 'weak' | 'new-passphrase'): Change => ({
  about: {},
  shown: way === 'weak' ? weakQuestion : passphraseQuestion,
});

const weakQuestion: Change['shown'] = (say) => ({
  kind: 'choose-protection',
  question: say('Store secrets without protection?'),
  parts: [
    {
      head: say('What this means'),
      texts: [
        say(
          'No keyring guards the key: it is in a file beside the secrets, under a password that is part of the program.',
        ),
        say(
          'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.',
        ),
      ],
    },
    { head: say('Better'), texts: [say('Start GNOME Keyring or KWallet, or choose a passphrase.')] },
    ifUnexpected(say),
  ],
  yes: say('Use weak protection'),
});

const passphraseQuestion: Change['shown'] = (say) => ({
  kind: 'choose-protection',
  question: say('Protect the secrets with a passphrase?'),
  parts: [
    {
      head: say('What this means'),
      texts: [
        say(
          'The passphrase that was typed in Settings opens the secrets. Valetkey asks for it after each start.',
        ),
        say('Nobody can restore it. Without it the secrets are lost.'),
      ],
    },
    ifUnexpected(say),
  ],
  yes: say('Use the passphrase'),
});

export const setSecretsAsideQuestion = (why: string): Change => ({
  about: {},
  shown: (say) => ({
    kind: 'set-secrets-aside',
    question: say('Give up the key to the saved secrets?'),
    parts: [
      { head: say('Why they are locked'), texts: [why] },
      {
        head: say('What happens'),
        texts: [
          say(
            'Valetkey creates a new key. The locked secrets stay in their file, unusable, and you enter new ones.',
          ),
          say('The current seal of the activity log is lost with the key. You cannot undo this.'),
        ],
      },
      ifUnexpected(say),
    ],
    yes: say('Give up the key'),
  }),
});
