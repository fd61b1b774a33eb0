/** The mutants of what keeps an extension from making unmetered work for main. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const guestMutants = [
  ...group(
    'broker/shells/electron/extension-host',
    [
      'broker/shells/electron/extension-host/guest/take-away.test.ts',
      'broker/shells/electron/extension-host/unmetered.test.ts',
    ],
    [
      [
        'guest-scope-kept',
        'what an extension has no use for is taken from its scope',
        'guest/take-away.ts',
        "takeAllBut(at, [...kept, 'constructor']);",
        '',
      ],
      [
        'guest-blob-kept',
        'no response makes a Blob, which would lie in main',
        'guest/take-away.ts',
        "takeAllBut(one.prototype, ['constructor', ...members]);",
        'members;',
      ],
      [
        'guest-object-urls-kept',
        'no static method of a class that stays keeps bytes in main',
        'guest/take-away.ts',
        "takeAllBut(one, ['length', 'name', 'prototype', 'arguments', 'caller', ...statics]);",
        'statics;',
      ],
      [
        'guest-evaluators-kept',
        'text that is refused prints nothing to main',
        'guest/replace-evaluators.ts',
        "Object.defineProperty(Object.getPrototypeOf(kind), 'constructor', { value: refuse });",
        'kind;',
      ],
      [
        'guest-errors-printed',
        'an extension cannot make Chromium print what it throws',
        'guest/catch-late-errors.ts',
        'apply(preventDefault, event, []);',
        '(event as unknown as Event).preventDefault();',
      ],
      [
        'guest-getters-trusted',
        'a getter of the extension’s own that throws prints nothing to main',
        'guest/catch-late-errors.ts',
        'try {\n      log(describe(event));',
        'log(describe(event));\n    try {',
      ],
      [
        'guest-asks-again',
        'a host that asks main for a file once more is ended',
        'serve-host.ts',
        'left.delete(url);',
        '',
      ],
      [
        'guest-strays-forgiven',
        'a host that asks main for what no start needs is ended',
        'serve-host.ts',
        'onStray();',
        '',
      ],
      [
        'guest-floods-the-console',
        'a host that floods the console of its page is ended',
        'pass-on-console.ts',
        'return onFlood();',
        'return;',
      ],
      [
        'guest-fills-main',
        'a host that fills the memory of main is ended',
        'watch-main-memory.ts',
        '?.();',
        ';',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron/extension-host',
    ['broker/shells/electron/extension-host/watch-main-memory.test.ts'],
    [
      [
        'guest-quiet-one-blamed',
        'an extension that was quiet is not stopped for what the application took',
        'watch-main-memory.ts',
        'let most = Math.max(busy.leastMs, busy.share * (here.at - then.at));',
        'let most = 0;',
      ],
      [
        'guest-busy-before-blamed',
        'who was busy before main grew is not stopped for it',
        'watch-main-memory.ts',
        'else if (here.mb <= half.lowMb + aboutMb) {',
        'else if (here.mb < half.lowMb) {',
      ],
    ],
  ),
  ...group(
    'broker/shells/node/guest',
    ['broker/shells/node/guest/refuse-import.test.ts'],
    [
      [
        'guest-imports-after-a-comment',
        'no comment hides an import()',
        'refuse-import.ts',
        '|<!--|-->|',
        '|',
      ],
      [
        'guest-imports-a-phase',
        'no phase hides an import()',
        'refuse-import.ts',
        '|\\.\\s*(?:[/<-]|\\w+\\s*[(/<-])',
        '',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/extensions/start-extension.test.ts'],
    [
      [
        'guest-ended-without-reason',
        'Settings and the log tell why the shell ended an extension',
        'extensions/start-extension.ts',
        'void process.ending.then(detach);',
        '',
      ],
      [
        'guest-violation-unlogged',
        'a violation outside the ports has its line in the log',
        'extensions/attach-extension.ts',
        "if (isNews) note({ kind: 'protocol.violation', extension: id, detail: 'outside its ports' });",
        '',
      ],
    ],
  ),
];
