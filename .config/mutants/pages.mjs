/** The mutants of what keeps a page in its place: names and packets, leaving and staying, browser pages, others' words. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const pageMutants = [
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/network-walls.test.ts'],
    [
      [
        'pages-names-prefetched',
        'a page has no name resolved by <link rel=dns-prefetch>',
        'cut-off-session.ts',
        '--blink-settings=dnsPrefetchingEnabled=false',
        '',
      ],
      [
        'pages-names-resolved',
        'no window of the application has a name resolved',
        'resolve-no-names.ts',
        "'MAP * ~NOTFOUND'",
        "'MAP *.none ~NOTFOUND'",
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/leaving.test.ts'],
    [
      [
        'pages-leave',
        'the window of a page that leaves its document is closed',
        'window-hygiene.ts',
        'if (!contents.isDestroyed()) contents.close();',
        '',
      ],
      [
        'pages-stay',
        'a page cannot keep its window open',
        'window-hygiene.ts',
        "  contents.on('will-prevent-unload', refuse);\n",
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/quitting.test.ts'],
    [
      [
        'quit-cancelled',
        'a host quits while a window of ours is open',
        'open-page-window.ts',
        '  window.setMenuBarVisibility(false);\n',
        "  window.on('close', (event) => { event.preventDefault(); window.destroy(); });\n",
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/clean-environment.test.ts', 'broker/shells/electron/app-restart-offer.test.ts'],
    [
      [
        'pages-environment-kept',
        'no variable of the user’s shell is in a page’s process by way of main',
        'clean-environment.ts',
        'if (!kept.test(name)) delete environment[name];',
        '',
      ],
      [
        'pages-crash-name-raw',
        'the dialog about a crash quotes and escapes a name',
        'app-restart-offer.ts',
        'insideQuotes(displayText(displayName, 80))',
        'displayName',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/services/bound-browser-pages.test.ts'],
    [
      [
        'pages-browser-unbounded',
        'six pages a minute are opened in the browser',
        'time/most-per-minute.ts',
        'done.length >= most',
        'done.length < 0',
      ],
    ],
  ),
  ...group(
    'extension-api/contracts',
    ['extension-api/contracts/plain-text.test.ts'],
    [
      [
        'pages-marks-stacked',
        'a letter keeps three marks at most',
        'plain-text.ts',
        'const mostMarks = 3;',
        'const mostMarks = 30;',
      ],
      [
        'pages-ignorable-shown',
        'what Unicode calls ignorable is escaped',
        'plain-text.ts',
        '\\p{Default_Ignorable_Code_Point}',
        '',
      ],
      ['pages-blank-shown', 'a character that is blank is escaped', 'plain-text.ts', '\\u{2800}', ''],
    ],
  ),
];
