/** The mutants of when a credential ends, and of what else the catalogue promises. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const expiryMutants = [
  ...group(
    'broker/services',
    ['broker/services/tell-expiry.test.ts'],
    [
      [
        'expiry-told-late',
        'the user is told a week before',
        '../contracts/connection.ts',
        'expirySoonMs = 7 *',
        'expirySoonMs = 1 *',
      ],
      [
        'expiry-told-again',
        'the user is told once',
        'tell-expiry.ts',
        'if (!connections.tellOfExpiry(connectionId, at)) return;',
        'connections.tellOfExpiry(connectionId, at);',
      ],
      [
        'expiry-told-to-nobody',
        'a notice that could not be shown is told later',
        'tell-expiry.ts',
        'at }) === false)',
        'at }) === 0)',
      ],
      [
        'expiry-header-shown',
        'the extension does not see the header that holds the date',
        'watch-answer.ts',
        '[watchedHeader, ...watched]',
        '[watchedHeader]',
      ],
      [
        'expiry-written-each-time',
        'a service that says another date in each answer causes one write a minute',
        '../resolve/note-expiry.ts',
        'atMostEveryMs = 60_000',
        'atMostEveryMs = 0',
      ],
      [
        'expiry-of-the-last-one',
        'the date goes with its credential',
        '../connections/connection-sql.ts',
        'told_of_expiry = iif(?2, NULL, told_of_expiry)',
        'told_of_expiry = told_of_expiry',
      ],
    ],
  ),
  ...group(
    'broker/network',
    ['broker/network/created-at.test.ts'],
    [
      [
        'location-outside-caveats',
        'a Location outside the caveats is not told',
        'created-at.ts',
        'return again(located.target).ok ? located.target : undefined;',
        'return located.target;',
      ],
      [
        'location-elsewhere',
        'a Location at another origin is not told',
        'created-at.ts',
        ' || new URL(located.target).origin !== from.origin',
        '',
      ],
    ],
  ),
];
