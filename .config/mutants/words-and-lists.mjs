import { group } from './group.mjs';

/** Of the command line's words and files, and of what the log tells about extensions. */
export const wordAndListMutants = [
  ...group(
    'broker/cli',
    [
      'broker/cli/find-connection.test.ts',
      'broker/cli/read-secret-file.test.ts',
      'broker/cli/shell-word.test.ts',
      'broker/cli/printable.test.ts',
    ],
    [
      [
        'one-of-several-found',
        'a name that several have finds none',
        'find-connection.ts',
        'if (found.length > 1)',
        'if (found.length > 2)',
      ],
      [
        'first-page-alone',
        'a connection is found on every page of the list',
        'find-connection.ts',
        'if (page.next === undefined) return all;',
        'return all;',
      ],
      [
        'secret-loses-its-end',
        'a secret file loses one line end and nothing else',
        'read-secret-file.ts',
        "text.replace(/\\r?\\n$/, '')",
        'text.trimEnd()',
      ],
      [
        'quote-ends-a-word',
        'a shell reads a word as it was',
        'shell-word.ts',
        "text.replaceAll(\"'\", `'\\\\''`)",
        'text',
      ],
      [
        'beyond-ascii-printed',
        'a line of JSON is ASCII',
        'printable.ts',
        '/[^\\x20-\\x7e]/g',
        '/[^\\x20-\\x7e]/',
      ],
    ],
  ),
  ...group(
    'broker/review',
    ['broker/review/removed-extensions.test.ts', 'broker/review/propose-limits.test.ts'],
    [
      [
        'removed-before-its-time',
        'what was removed later was there',
        'removed-extensions.ts',
        'extension === undefined || when > at',
        'extension === undefined',
      ],
      [
        'removed-for-ever',
        'an extension counts as removed until it is installed again',
        'removed-extensions.ts',
        'else removed.delete(extension);',
        '',
      ],
      [
        'proposed-wider',
        'no part of the proposed limits is wider than those in force',
        'propose-limits.ts',
        'if (widens(limits, next)) continue;',
        '',
      ],
    ],
  ),
];
