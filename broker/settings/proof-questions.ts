import type { Retention } from '@valetkey/api-contracts';
import type { Change } from './plan.ts';
import { differing, ifUnexpected } from './question-parts.ts';

export const shortenLog = (before: Retention, now: Retention): Change => ({
  about: {},
  shown: {
    kind: 'shorten-log',
    question: 'Keep less of the activity log?',
    parts: [
      {
        head: 'How long it is kept',
        rows: differing([
          ['Days', String(before.days), String(now.days)],
          ['Entries at most', String(before.entries), String(now.entries)],
        ]),
      },
      {
        head: 'What goes',
        texts: [
          `Entries that are older than ${now.days} days, and all but the newest ${now.entries}.`,
          'They are removed at once and cannot be brought back.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Keep less',
  },
});

export const setSecretsAside = (why: string): Change => ({
  about: {},
  shown: {
    kind: 'set-secrets-aside',
    question: 'Give up the key of the saved secrets?',
    parts: [
      { head: 'Why they are locked', texts: [why] },
      {
        head: 'What happens',
        texts: [
          'A new key is made. The locked secrets stay in their file, out of use, and you enter new ones.',
          'The seal of the activity log so far goes with the key. There is no way back.',
        ],
      },
      ifUnexpected,
    ],
    yes: 'Give up the key',
  },
});
