import { group } from './group.mjs';

/** Of what no test noticed: the vault, its key, sign-ins, kinds of credentials, connections that are stored. */
export const credentialMutants = [
  ...group(
    'broker/oauth',
    ['broker/oauth/mcp-moved-issuer.test.ts'],
    [
      [
        'renewed-where-it-moved',
        'after a failed renewal tokens are renewed where they came from',
        'renew.ts',
        'failure === undefined || session.discovered !== undefined ?',
        'failure === undefined ?',
      ],
      [
        'renewed-as-discovered-now',
        'tokens are renewed where they came from',
        'renew.ts',
        'discovered === undefined ? undefined : { server, discovered };',
        'discovered === undefined ? undefined : undefined;',
      ],
      [
        'revoked-where-it-moved',
        'tokens are revoked where they came from',
        'revoke-tokens.ts',
        'before: discovered && { server, discovered }',
        'before: undefined',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/mcp-moved-issuer.test.ts'],
    [
      [
        'replaced-refresh-token-unsearched',
        'a refresh token that was replaced stays out of answers',
        'token-set.ts',
        '      ...spent.map((token) => ({ token, until: refreshUntil ?? until })),\n',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/checks/proof/github-app.test.ts'],
    [
      [
        'assertions-without-end',
        'a token server that refuses is asked twice at most',
        'exchange-jwt.ts',
        'return attempt(false);',
        'return attempt(mayRepeat);',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/credential-kinds.test.ts'],
    [
      [
        'signed-before-the-others',
        'a signature covers what other parts of the credential add',
        'several.ts',
        'placing: [...first, ...last]',
        'placing: [...last, ...first]',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/shells/electron/safe-storage-file.test.ts'],
    [
      [
        'key-file-left-open',
        'a key file that others can read is closed',
        'key-file.ts',
        "if (process.platform !== 'win32' && ((await stat(file)).mode & 0o077) !== 0) await chmod(file, 0o600);",
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/vault-tampering.test.ts'],
    [
      [
        'set-aside-outlives-deletion',
        'a deleted connection leaves nothing that was set aside',
        'secret-rows.ts',
        ' +\n      dropKept.run([connectionId, field ?? null]).changes',
        '',
      ],
      [
        'deleted-bytes-stay',
        'a deleted ciphertext is overwritten in the file',
        'secret-rows.ts',
        "database.pragma('secure_delete = ON');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/safe-storage-async.test.ts'],
    [
      [
        'sealed-with-nothing-kept',
        'a key is not stored once the keyring has stopped to answer',
        'safe-storage-keychain.ts',
        "if (backend() !== 'basic_text' && isSealedWithNothing(sealed, platform)) return undefined;",
        '',
      ],
      [
        'sealed-key-untried',
        'a key is stored only if it comes back as it was',
        'safe-storage-keychain.ts',
        "opened.state === 'opened' && opened.text === text ?",
        "opened.state === 'opened' ?",
      ],
    ],
  ),
  ...group(
    'broker/connections',
    ['broker/connections/connection-store.test.ts'],
    [
      [
        'write-over-another-process',
        'what another process writes meanwhile is not overwritten',
        'connection-sql.ts',
        'WHERE id = ?3 AND record = ?4',
        'WHERE id = ?3 AND ?4 = ?4',
      ],
      [
        'date-of-another-secret',
        'the date of a secret is not given to the one that replaced it',
        'date-secret.ts',
        'ref.counter === counter && ',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/loopback-listener.test.ts'],
    [
      [
        'other-loopback-free',
        'no other program can take the other address of localhost',
        'loopback-listener.ts',
        "if (redirect.host === 'localhost') await listen('::1', port).catch(unlessMissing);",
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/seal.test.ts'],
    [
      [
        'purpose-unbound',
        'an envelope of one purpose never passes for another',
        'envelope.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the file
        'Buffer.from(`valetkey ${purpose} v${version}`)',
        "Buffer.from('valetkey')",
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/vault-key.test.ts'],
    [
      [
        'unfit-key-stays',
        'a key that does not fit is wiped',
        'key-holder.ts',
        'wipe(answer);\n      return lock(unfit);',
        'return lock(unfit);',
      ],
      [
        'new-key-asked-under-lock',
        'a key that another process made meanwhile is asked for without the lock',
        'key-holder.ts',
        'const isAnother = check.stored() !== asked;',
        'const isAnother = asked !== asked;',
      ],
      [
        'new-key-asked-as-if-none',
        'a key that another process made meanwhile is asked for without the lock',
        'key-holder.ts',
        'if (isMade || rows.any())',
        'if (rows.any())',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/cross-app.test.ts'],
    [
      [
        'any-token-is-assertion',
        'what an identity provider does not name an assertion goes to nobody',
        'identity-provider.ts',
        "issued === typed('id-jag') && ",
        '',
      ],
      [
        'bearer-token-is-assertion',
        'a bearer token of an identity provider goes to nobody',
        'identity-provider.ts',
        " && type === 'n_a'",
        '',
      ],
    ],
  ),
];
