import { group } from './group.mjs';

/** Of unmet requests, the vault and drafts. */
export const keptAndGrantedMutants = [
  ...group(
    'broker/requests',
    ['broker/requests/unmet-requests.test.ts'],
    [
      [
        'many-unmet-of-one',
        'an extension has 16 unmet requests, and one that waits goes after those that have ended',
        'unmet-requests.ts',
        'const mostPerExtension = 16;',
        'const mostPerExtension = 1_000;',
      ],
      [
        'waiting-goes-first',
        'an extension has 16 unmet requests, and one that waits goes after those that have ended',
        'unmet-requests.ts',
        'waiting.has(at) ? 1 : 0',
        '0',
      ],
      [
        'denial-takes-allowed-back',
        'a denial of a wider request does not take back what was allowed once, which is taken once',
        'unmet-requests.ts',
        "if (why === 'denied' && before !== undefined && holds(before)) return;",
        '',
      ],
      [
        'allowed-once-taken-twice',
        'a denial of a wider request does not take back what was allowed once, which is taken once',
        'unmet-requests.ts',
        'entries.delete(keyOf(principal.id, provider));',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/vault.test.ts'],
    [
      [
        'unnamed-newer-never-settled',
        'what is newer than the metadata goes where nobody is between a put and its commit',
        'settle.ts',
        'nothingUnderWay ? rows.newer(place, place.counter) : []',
        '[]',
      ],
      [
        'write-keeps-the-epoch',
        'every write, lock and unlock makes a new epoch, and reading makes none',
        'vault.ts',
        "if (database.inTransaction) throw new DatabaseError('busy', database.name);",
        "epoch -= 1;\n    if (database.inTransaction) throw new DatabaseError('busy', database.name);",
      ],
      [
        'one-key-for-every-purpose',
        'keys for two purposes are two keys, and each is the same when it is asked for again',
        'vault.ts',
        'deriveKey: (purpose) => {',
        "deriveKey: () => {\n      const purpose = 'audit seal';",
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/draft.test.ts'],
    [
      [
        'forgotten-draft-opens',
        'a draft that was forgotten opens nothing that was typed',
        'draft.ts',
        'forget: () => secrets.clear(),',
        'forget: () => undefined,',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/open-secret.test.ts'],
    [
      [
        'damaged-row-throws',
        'a row that the disk does not give is unreadable, and a mistake of ours is thrown',
        'open-secret.ts',
        "return unreadable('file-unreadable');",
        'throw error;',
      ],
    ],
  ),
];
