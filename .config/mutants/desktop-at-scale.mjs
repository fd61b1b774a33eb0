import { group } from './group.mjs';

/** What the pages for many connections, grants and extensions add. */
export const desktopAtScaleMutants = [
  ...group(
    'broker/settings',
    ['broker/settings/revoke-methods.test.ts'],
    [
      [
        'revoked-again-comes-back',
        'what is revoked once more meanwhile is not brought back',
        'revoke-methods.ts',
        'grants.get(grant.id)?.endedAt !== endedAt',
        'grants.get(grant.id) === undefined',
      ],
      [
        'undone-after-a-move-is-active',
        'a grant whose connection moved meanwhile comes back suspended',
        'revoke-methods.ts',
        "return same ? state : 'suspended';",
        'return same ? state : state;',
      ],
      [
        'one-of-several-undone',
        'undoing brings back all grants of a connection',
        'revoke-methods.ts',
        '.filter((one) => !restored.has(one.id))',
        '',
      ],
      [
        'older-grant-comes-back',
        'revoking a limited grant does not let an older one hold again',
        '../requests/store-grant.ts',
        'return widens(limits, old.limits) || (',
        'return false && (',
      ],
      [
        'revocation-undone-late',
        'a revocation is undone within its time only',
        'revoke-methods.ts',
        ' || now() >= revocation.until',
        '',
      ],
    ],
  ),
  ...group(
    'broker/audit',
    ['broker/audit/filter-words.test.ts'],
    [
      [
        'names-of-fields-are-found',
        'the search of the log finds values and no names of fields',
        'filter-rows.ts',
        'const inTheWay = names.filter(',
        'const inTheWay = [].filter(',
      ],
    ],
  ),
];
