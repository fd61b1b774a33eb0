/** The mutants of what an import leaves alone, of the exported log, of the sign-in's listener and of the data folder. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const restMutants = [
  ...group(
    'broker/network',
    ['broker/checks/threats/f-imports.test.ts'],
    [
      [
        'import-sets-dispatcher',
        'embedding the broker leaves the program’s own fetch alone',
        'send.ts',
        "import Pool from 'undici/lib/dispatcher/pool.js';",
        "import { Pool } from 'undici';",
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/csv-cell.test.ts', 'broker/audit/export-entries.test.ts'],
    [
      [
        'csv-by-comma-alone',
        'a cell that begins after another separator is guarded too',
        'csv-cell.ts',
        String.raw`const separator = /[;,|\t`,
        String.raw`const separator = /[,\t`,
      ],
      [
        'csv-ascii-only',
        'a full-width sign begins a formula too',
        'csv-cell.ts',
        "const plain = character.normalize('NFKC');",
        'const plain = character;',
      ],
      [
        'csv-marks-not-skipped',
        'a byte order mark hides no formula',
        'csv-cell.ts',
        String.raw`/[\s\p{C}`,
        String.raw`/[\s`,
      ],
      [
        'csv-bare-cell',
        'every cell of the export is guarded',
        'export-entries.ts',
        'columns.map((name) => csvCell(cellOf(entry[name])))',
        'columns.map((name) => JSON.stringify(entry[name]))',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/loopback-listener.test.ts'],
    [
      [
        'listener-refuses-newest',
        'the browser gets in while others hold connections open',
        'loopback-listener.ts',
        'oldest?.destroy();',
        'socket.destroy();',
      ],
      [
        'listener-waits-for-headers',
        'who says half a request is not waited for',
        'loopback-listener.ts',
        'headersTimeout: limits.headersMs,\n        requestTimeout: limits.headersMs,',
        'headersTimeout: 600_000,\n        requestTimeout: 600_000,',
      ],
      [
        'listener-outlives-sign-in',
        'nobody keeps the process alive through the listener',
        'loopback-listener.ts',
        'for (const socket of silent) socket.destroy();',
        '',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/database/own-folder.test.ts'],
    [
      [
        'folder-used-as-found',
        'a folder that others can write is closed to them',
        'database/own-folder.ts',
        'chmodSync(whole, 0o700);',
        'lstatSync(whole);',
      ],
      [
        'folder-closed-silently',
        'that others could write is said',
        'database/own-folder.ts',
        'for (const file of exposed) chmodSync(file, 0o600);',
        'for (const file of exposed) chmodSync(file, 0o600);\n  if (exposed.length === 0) return;',
      ],
      [
        'folder-way-unjudged',
        'a folder that others can swap is refused',
        'database/own-folder.ts',
        "if (canBeSwapped(statSync(at), entry, us)) throw new DatabaseError('exposed', at);",
        '',
      ],
      [
        'folder-of-another',
        'somebody else’s folder is refused',
        'database/own-folder.ts',
        'found.uid !== us || (found.mode & sticky) !== 0',
        '(found.mode & sticky) !== 0',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/oauth/garbage.test.ts'],
    [
      [
        'garbage-is-our-fault',
        'an issuer that is no address is a fault of the service',
        'secrets/oauth/classify-error.ts',
        'return isAboutAnswer',
        'return isAboutAnswer && false',
      ],
      [
        'device-page-relative',
        'the page of a device code is a whole address',
        'secrets/oauth/device-code.ts',
        '!isPlainAddress(page) || ',
        '',
      ],
      [
        'scopes-unbounded',
        'scopes without end are no fault of ours',
        'secrets/oauth/token-client.ts',
        'scopes.filter((scope) => scope.length <= 200).slice(0, 200);',
        '[...scopes];',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/oauth/sign-ins-together.test.ts', 'broker/requests/unmet-requests.test.ts'],
    [
      [
        'sign-in-given-up-for-others',
        'a sign-in that waits outlives those that have ended',
        'oauth/sign-ins.ts',
        'Number(isUnderWay(a)) - Number(isUnderWay(b))',
        '0',
      ],
      [
        'once-lost-to-others',
        'what the user allowed one extension is not lost to others',
        'requests/unmet-requests.ts',
        'holds(entry) ? 2 : ',
        '',
      ],
    ],
  ),
];
