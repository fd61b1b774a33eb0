import { group } from './group.mjs';

/** Of short lists and bounds: headers, client ids, waiting pages, what a prompt counts, restarts of a server. */
export const listAndBoundMutants = [
  ...group(
    'broker/network',
    ['broker/network/response-headers.test.ts', 'broker/network/request-headers.test.ts'],
    [
      [
        'place-in-answer-passed',
        'the place that an answer names does not pass',
        'response-headers.ts',
        "  'content-language',\n",
        "  'content-language',\n  'content-location',\n",
      ],
      [
        'expect-frames-nothing',
        'no header that frames a message is sent',
        'request-headers.ts',
        'upgrade|expect)',
        'upgrade)',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/resolve-sign-in.test.ts'],
    [
      [
        'client-with-break',
        'a client breaks no line',
        'resolve-sign-in.ts',
        '/^[\\x20-\\x7e]{1,300}$/',
        '/^[^\\x7e]{1,300}$/',
      ],
      [
        'client-without-end',
        'the length of a client is bounded',
        'resolve-sign-in.ts',
        '/^[\\x20-\\x7e]{1,300}$/',
        '/^[\\x20-\\x7e]+$/',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/questions-say.test.ts', 'broker/settings/changes.test.ts'],
    [
      [
        'lost-seal-unsaid',
        'the question says that the seal of the log is lost',
        'proof-questions.ts',
        "          say('The current seal of the activity log is lost with the key. You cannot undo this.'),\n",
        '',
      ],
      [
        'who-reads-copies-unsaid',
        'the question says who could read secrets without protection',
        'proof-questions.ts',
        "        say(\n          'Anyone who gets a copy of your files, such as a backup or a stolen disk, can read every secret in this vault.',\n        ),\n",
        '',
      ],
      [
        'shorter-log-unsaid',
        'the question says what is deleted',
        'proof-questions.ts',
        "          say('They are deleted immediately and cannot be restored.'),\n",
        '',
      ],
      [
        'ninth-page-waits',
        'the number of pages that wait is bounded',
        'changes.ts',
        ' || waiters.size >= mostWaiting',
        '',
      ],
      [
        'change-of-all-as-of-one',
        'a change of all connections is told as one',
        'changes.ts',
        ' && !ids.has(undefined)',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/call-summary.test.ts', 'broker/mcp/guarded-tools.test.ts', 'broker/mcp/linked.test.ts'],
    [
      [
        'unwritten-text-uncounted',
        'the prompt counts what it does not show of a call',
        'call-summary.ts',
        'cut: nameLeft + written.cut + left',
        'cut: nameLeft + written.cut',
      ],
      [
        'no-tools-as-failure',
        'a server without tools has an empty list',
        'guarded-tools.ts',
        'const methodNotFound = -32601;',
        'const methodNotFound = -32600;',
      ],
      [
        'failed-list-as-empty',
        'a list that failed is no empty list',
        'guarded-tools.ts',
        'if (error?.code === methodNotFound)',
        'if (error !== undefined)',
      ],
      [
        'list-without-end',
        'the list of a silent server is given up',
        'guarded-tools.ts',
        'const timer = setTimeout(request.callOff, listMs);',
        'const timer = setTimeout(() => undefined, listMs);',
      ],
      [
        'ending-server-restarted',
        'a server that keeps ending is not started without end',
        'linked.ts',
        'if (failures > mostFailures)',
        'if (failures > 100 * mostFailures)',
      ],
      [
        'steady-server-given-up',
        'a server that ran for long was no failure',
        'linked.ts',
        'powers.now() - openedAt >= steadyMs ? 0 : failures + 1',
        'failures + 1',
      ],
      [
        'server-after-close',
        'a closed session starts no server',
        'linked.ts',
        'refuseClosed();\n      openedAt',
        'openedAt',
      ],
      [
        'told-after-close',
        'a server that starts while its session closes is told nothing',
        'linked.ts',
        'refuseClosed();\n        await powers.again',
        'await powers.again',
      ],
      [
        'another-link-lost',
        'the end of a link that was replaced drops no other',
        'linked.ts',
        'if (present !== which) return;',
        '',
      ],
      [
        'ended-link-kept',
        'a link that has ended is replaced',
        'linked.ts',
        'lost(as);\n      return close(link, false);',
        'return close(link, false);',
      ],
    ],
  ),
];
