import { group } from './group.mjs';

/** Of D13: the log alone says who could do what. */
export const authorityInLogMutants = [
  ...group(
    'broker/requests',
    ['broker/checks/threats/d-authority-in-log.test.ts'],
    [
      [
        'grant-without-limits-in-log',
        'a grant says in the log what it admits',
        'store-grant.ts',
        'given: access,\n    limits,\n    origins',
        'limits,\n    origins',
      ],
      [
        'denied-without-what-was-asked',
        'a question says in the log what was asked',
        'ask-user.ts',
        "kind: 'consent.asked', ...about, ...askedInLine(request.access)",
        "kind: 'consent.asked', ...about",
      ],
    ],
  ),
  ...group(
    'broker/use',
    ['broker/checks/threats/d-authority-in-log.test.ts', 'broker/use/place-asked.test.ts'],
    [
      [
        'refused-without-place',
        'a refused use says where it wanted to go',
        'recorded-use.ts',
        '...place,',
        '',
      ],
      [
        'refused-unscrubbed',
        'a refused address is logged without secrets',
        'place-asked.ts',
        'scrub(target.slice(0, 4 * longestPath))',
        'target',
      ],
      [
        'intended-unscrubbed',
        'the path of a use is logged without secrets',
        'fetch.ts',
        'path: opened.text(url.pathname)',
        'path: url.pathname',
      ],
      [
        'refused-with-password',
        'user and password of a refused address are not logged',
        'place-asked.ts',
        "authority.slice(authority.lastIndexOf('@') + 1)",
        'authority',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/checks/threats/d-authority-in-log.test.ts', 'broker/review/authority-at.test.ts'],
    [
      [
        'limits-fill-the-log',
        'long limits that an extension repeats are logged by their digest',
        'authority-in-line.ts',
        'text.length <= longestByExtension ?',
        'text.length > 0 ?',
      ],
      [
        'derived-as-wide-as-its-parent',
        'a derived handle has in the log the limits of each step',
        '../review/authority-at.ts',
        '[...(parent?.levels ?? []), entry.given, ...limitedLevel(entry)]',
        '[...(parent?.levels ?? [entry.given]), ...limitedLevel(entry)]',
      ],
    ],
  ),
];
