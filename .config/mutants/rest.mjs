/** The mutants of what an import leaves alone, of the exported log, of the sign-in's listener and of the data folder. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const restMutants = [
  ...group(
    'broker/network',
    ['broker/threats/f-imports.test.ts'],
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
];
