import { group } from './group.mjs';

/** Of mistakes that attacks on the whole found: in signed exports, questions, undoing, guessing. */
export const attackFindingMutants = [
  ...group(
    'broker/audit',
    ['broker/audit/verify-export.test.ts'],
    [
      [
        'removed-lines-are-not-signed',
        'a signed export says how many lines were removed',
        'signed-export.ts',
        'rootOf(tree), removed)',
        'rootOf(tree), 0)',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/elicitation-offer.test.ts'],
    [
      [
        'secret-words-in-message-alone',
        'a question with a word for a secret anywhere in it is shown by main',
        'read-elicitation.ts',
        'looksSecret: asksForSecret(params)',
        'looksSecret: looksSecret(message)',
      ],
      [
        'names-of-members-unread',
        'the name of a field counts as a text of the question',
        'looks-secret.ts',
        'Array.isArray(value) ? [] : [key]',
        'Array.isArray(value) ? [key] : []',
      ],
      [
        'form-with-address-by-extension',
        'a form with an address beside it is shown by main',
        'elicitation-offer.ts',
        '!hasAddress && ',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/revoke-methods.test.ts'],
    [
      [
        'revoked-by-another-process-comes-back',
        'undoing brings back nothing that another process revoked as well',
        'revoke-methods.ts',
        'grants.revokeAgain(id, endedAt, endedAt - longestUndoMs);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/pace-passphrases.test.ts'],
    [
      [
        'passphrase-guessed-fast',
        'each wrong passphrase makes the next try wait',
        'pace-passphrases.ts',
        'if (retryAfterMs > 0 && retryAfterMs <= longestWaitMs)',
        'if (retryAfterMs > longestWaitMs * 2)',
      ],
      [
        'passphrase-wait-stays-short',
        'the wait after a wrong passphrase doubles',
        'pace-passphrases.ts',
        'firstWaitMs * 2 ** (wrong - freeTries)',
        'firstWaitMs',
      ],
    ],
  ),
  ...group(
    'broker/cli',
    ['broker/cli/develop-extension.test.ts'],
    [
      [
        'esbuild-has-the-environment',
        'the esbuild of a folder does not get the environment of the broker',
        'bundle-extension.ts',
        'env: Object.fromEntries(inherited.flatMap((name) => (name in on.env ? [[name, on.env[name]]] : []))),',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/two-eras.test.ts', 'broker/oauth/mcp-sign-in.test.ts'],
    [
      [
        'kept-list-of-another-account',
        'a list that was kept is not given to who signs in next',
        'mcp-session.ts',
        'current.oauth && powers.signedInAt(current.id),',
        '',
      ],
      [
        'kept-list-shows-that-a-connection-works',
        'what needed no server shows nothing about the connection',
        'mcp-session.ts',
        "'result' in value && request.wasAsked()",
        "'result' in value",
      ],
    ],
  ),
  ...group(
    'broker/services',
    ['broker/services/park-expired.test.ts'],
    [
      [
        'expired-key-is-used',
        'uses of a credential that has expired wait for the user',
        'park-expired.ts',
        "standing[1] === 'credential-expired'",
        "standing[1] === 'secret-missing'",
      ],
      [
        'expiry-told-for-each-use',
        'the user is told once of a credential that has expired',
        'park-expired.ts',
        'if (end?.credential !== credential)',
        'if (end === undefined || end.at > 0)',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/services/tell-expiry.test.ts'],
    [
      [
        'old-secrets-stay-undated',
        'a secret that was saved without its date has it read at its first use',
        'doors.ts',
        'vault: dated, ',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/parked-calls.test.ts'],
    [
      [
        'called-off-costs-a-use',
        'who calls a use off while it waits for the user spends nothing',
        'mcp-use.ts',
        'if (calledOff?.aborted === true) return undefined;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/read-elicitation.test.ts'],
    [
      [
        'letters-of-two-scripts',
        'a word that is spelled with letters of another script is still one for a secret',
        'looks-secret.ts',
        "words.split(' ').some(isMixed) ||",
        '',
      ],
    ],
  ),
  ...group(
    'broker/providers/draft',
    ['broker/providers/draft/draft-described.test.ts'],
    [
      [
        'draft-signs-in-anywhere',
        'a sign-in at a third place is said',
        'draft-provider.ts',
        '...elsewhere(say, credential, [documentUrl.origin, server.origin]),',
        '',
      ],
    ],
  ),
  ...group(
    'broker/contracts',
    ['broker/settings/question-parts.test.ts', 'broker/shells/node/terminal-prompt.test.ts'],
    [
      [
        'foreign-words-end-a-quotation',
        'words that others wrote end no quotation of ours',
        'inside-quotes.ts',
        "(marks === '’' ? marks : \"'\")",
        'marks',
      ],
    ],
  ),
  ...group(
    'broker/contracts',
    ['broker/shells/node/terminal-prompt.test.ts', 'broker/settings/grant-questions.test.ts'],
    [
      [
        'tool-name-says-its-effect',
        'the name of a tool does not pass for what we say of it',
        'inside-quotes.ts',
        '/^[\\w./-]+$/.test(name)',
        'name.length > 0',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/hostile-metadata.test.ts'],
    [
      [
        'code-is-a-sentence',
        'a code of a device names no other address than its own',
        'device-code.ts',
        '(?:-[A-Za-z0-9]+)*$/',
        '[ -~]*$/',
      ],
    ],
  ),
  ...group(
    'broker/cli',
    ['broker/cli/run-extensions.test.ts'],
    [
      [
        'map-of-a-stranger',
        'main reads source maps for authors alone',
        'run-extensions.ts',
        'startProcess: startExtensionWorker }',
        'startProcess: startExtensionWorker, ofAuthor: true }',
      ],
    ],
  ),
  ...group(
    'broker/providers/draft',
    ['broker/providers/draft/draft-described.test.ts'],
    [
      [
        'document-speaks-for-us',
        'what a document calls something is no sentence of ours',
        'quoted-word.ts',
        'insideQuotes(word.slice(0, longest))',
        'word',
      ],
    ],
  ),
  ...group(
    'broker/network',
    ['broker/network/unless-aborted.test.ts'],
    [
      [
        'aborted-and-unheard',
        'what fails after a use was aborted ends no process',
        'unless-aborted.ts',
        'waiting.catch(() => undefined);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/cli',
    ['broker/cli/draft-provider.test.ts'],
    [
      [
        'host-of-a-manifest-unasked',
        'connect asks before it contacts a host that an extension names',
        'connect.ts',
        'hosts.every((host) => typed.has(host))',
        'hosts.length > 0',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/token-life.test.ts'],
    [
      [
        'old-token-forgotten-early',
        'a token that is still valid stays out of answers',
        '../still-retired.ts',
        'at < fewestRetired || until > now',
        'at < fewestRetired',
      ],
      [
        'key-of-its-own-at-renewal',
        'tokens that are bound to a key are renewed with it',
        'talk.ts',
        'saved === undefined && before !== undefined ? undefined : tokens',
        'saved === undefined ? undefined : tokens',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/oauth/hostile-metadata.test.ts'],
    [
      [
        'device-polled-without-pause',
        'a device code is asked for once a second at most',
        'device-code.ts',
        'const quickestMs = 1_000;',
        'const quickestMs = 100;',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/overtaken-renewal.test.ts'],
    [
      [
        'overtaken-renewal-sealed',
        'a renewal that ends after a sign-out seals nothing',
        'renew.ts',
        'if (still?.session?.counter === session.counter) {',
        'if (session.counter > 0) {',
      ],
      [
        'overtaken-renewal-lives-on',
        'a renewal that ends after a sign-out revokes what it got',
        'renew.ts',
        'if (still === undefined) await revokeTokens(',
        'if (false) await revokeTokens(',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/pace.test.ts'],
    [
      [
        'each-stream-has-its-turn',
        'many streams take no more of main’s time than one does',
        'pace.ts',
        'await queue.inTurn(async () => {',
        'await (async (work) => work())(async () => {',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/http-sessions.test.ts'],
    [
      [
        'told-again-unlogged',
        'what a server that forgot its session is told again has an audit line',
        'mcp-session.ts',
        'of remembered.all())\n      await use(',
        'of remembered.all())\n      await ((_: string, __: unknown, use: () => Promise<unknown>) => use())(',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/check-fields.test.ts', 'broker/providers/read-manifest.test.ts'],
    [
      [
        'patterns-without-end',
        'patterns of a manifest cost milliseconds, of all fields together',
        'check-fields.ts',
        'patience.left -= steps * value.length;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/checks/threats/h-installing.test.ts'],
    [
      [
        'command-cut-in-the-question',
        'the install question shows a command to its end',
        'install-question.ts',
        'const longestReach = 290_000;',
        'const longestReach = 20_000;',
      ],
      [
        'removal-overtaken-by-an-update',
        'an extension that is removed while it is updated stays removed',
        '../extensions/installed-extensions.ts',
        'remove: (id) => inTurn(() => removeNow(id)),',
        'remove: (id) => removeNow(id),',
      ],
      [
        'services-of-another-withdrawn',
        'removing an extension leaves the services of one of its name that runs',
        '../extensions/installed-extensions.ts',
        '!installed.has(id) && !powers.isRunning(id)',
        '!installed.has(id)',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/authority.test.ts', 'broker/checks/threats/d-authority.test.ts'],
    [
      [
        'headers-in-no-grant',
        'an update of a service cannot add headers behind a grant',
        'authority.ts',
        "...(requests === undefined ? [] : [['requests', requests]]),",
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/program-wire.test.ts'],
    [
      [
        'broken-pipe-is-a-host',
        'a program that has ended is no host that cannot be reached',
        'program-wire.ts',
        'throw programEnded(cause);',
        'throw cause;',
      ],
    ],
  ),
];
