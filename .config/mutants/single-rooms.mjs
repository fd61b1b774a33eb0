import { group } from './group.mjs';

/** Of single rooms whose rules no whole story meets: caveats, device codes, probes, exports, presses. */
export const singleRoomMutants = [
  ...group(
    'broker/extensions',
    ['broker/extensions/folders-not-loaded.test.ts'],
    [
      [
        'manifest-quoted-raw',
        'what is wrong with a folder hides nothing and is bounded, and a folder without problems is not listed',
        'folders-not-loaded.ts',
        'displayText(sentence, 600)',
        'sentence.slice(0, 600)',
      ],
    ],
  ),
  ...group(
    'broker/extensions',
    ['broker/extensions/note-gone.test.ts'],
    [
      [
        'gone-again-unnoted',
        'an extension that came back and is gone again has a line of that again',
        'note-gone.ts',
        "Math.max(last(id, 'extension.started'), last(id, 'extension.installed'))",
        "last(id, 'extension.installed')",
      ],
    ],
  ),
  ...group(
    'broker/grants',
    ['broker/grants/caveats.test.ts'],
    [
      [
        'weaker-handle-offers-callbacks',
        'a callback is offered only if every level admits it',
        'caveats.ts',
        'levels.every((level) => level.mcpCallbacks?.includes(callback) === true);',
        'levels.some((level) => level.mcpCallbacks?.includes(callback) === true);',
      ],
      [
        'no-tools-still-lists',
        'a handle without tools has none, whatever the one that it was derived from has',
        'caveats.ts',
        'levels.every((level) => level.mcpTools.length > 0);',
        'levels.some((level) => level.mcpTools.length > 0);',
      ],
      [
        'latest-end-counts',
        'of several ends the earliest counts, whichever level has it',
        'caveats.ts',
        'Math.min(...named)',
        'Math.max(...named)',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/sign-ins.test.ts'],
    [
      [
        'sign-in-begins-under-lock',
        'no sign-in begins while the vault is locked: its tokens could not be stored',
        'sign-ins.ts',
        "if (why !== undefined) throw new ValetkeyError({ code: 'vault-locked', why });",
        '',
      ],
    ],
  ),
  ...group(
    'broker/requests',
    ['broker/requests/ask-call.test.ts'],
    [
      [
        'allowed-call-not-given-back',
        'a call that the person allows takes nothing from the allowance of lines, and a denied one does',
        'ask-call.ts',
        "powers.lines.giveBack(id, 'question');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/resolve',
    ['broker/resolve/change-workspace.test.ts'],
    [
      [
        'workspace-of-unreadable-stays',
        'another workspace is in the log once, and ends what is not there or cannot be read',
        'change-workspace.ts',
        'return false; // whose it is cannot be read',
        'return !false; // whose it is cannot be read',
      ],
      [
        'workspace-line-says-the-other',
        'another workspace is in the log once, and ends what is not there or cannot be read',
        'change-workspace.ts',
        "next === undefined ? 'workspace.closed' : 'workspace.opened'",
        "next === undefined ? 'workspace.opened' : 'workspace.closed'",
      ],
      [
        'same-workspace-told-again',
        'another workspace is in the log once, and ends what is not there or cannot be read',
        'change-workspace.ts',
        'if (!workspace.set(next)) return;',
        'workspace.set(next);',
      ],
    ],
  ),
  ...group(
    'broker/resolve',
    ['broker/resolve/check-connection.test.ts'],
    [
      [
        'use-elsewhere-unchecked',
        'a use of a connection that … by now is refused, also after one that was not',
        'check-connection.ts',
        'requireHere(resolved);',
        '',
      ],
      [
        'agreed-once-for-ever',
        'a use of a connection that … by now is refused, also after one that was not',
        'check-connection.ts',
        'if (agreed.get(live) !== resolved) {',
        'if (!agreed.has(live)) {',
      ],
      [
        'ended-by-this-look-goes-on',
        'a use whose handle ends by this very look goes no further',
        'check-connection.ts',
        "if (live.signal.aborted) throw new ValetkeyError({ code: 'capability-closed' });",
        '',
      ],
    ],
  ),
  ...group(
    'broker/review',
    ['broker/review/replay-listed.test.ts'],
    [
      [
        'more-refused-unsaid',
        'a person sees the first hundred of many refused requests, and how many more there are',
        'replay.ts',
        'more: sum(sorted.slice(mostListed))',
        'more: 0',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/secrets/credential.test.ts'],
    [
      [
        'vault-change-unseen-for-a-second',
        'a credential that was opened a moment ago is opened again once the vault has changed',
        'credential.ts',
        'opened.epoch === epoch && isRecent(',
        'isRecent(',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/refused-together.test.ts'],
    [
      [
        'late-refusal-by-a-clock',
        'a request that was signed before the time was learned is sent again',
        'server-clock.ts',
        ' || answer.sentWith !== clocks.get(answer.origin)',
        '',
      ],
      [
        'late-refusal-by-a-nonce',
        'a request that was sent before the nonce was learned is sent again',
        'digest.ts',
        'return sentWith !== before;',
        'return sentWith === true;',
      ],
      [
        'late-refusal-of-a-token',
        'a request that was sent with the token before is sent again',
        'held-token.ts',
        ' || sentWith !== value)',
        ')',
      ],
      [
        'late-refusal-of-a-sign-in',
        'a request that was sent with the tokens before is sent again, and they are not renewed',
        'oauth2.ts',
        'status === 401 && counter !== sentWith',
        'status === 401 && counter === undefined',
      ],
      [
        'lessons-seen-late',
        'a request knows what was learned when it was dressed',
        '../credential.ts',
        'said instanceof Promise ? said.then(note) : note(said)',
        'said',
      ],
      [
        'token-before-another-clock',
        'a token that is being made with another time is waited for',
        'jwt-bearer.ts',
        'held.token?.freshUntil === 0 || ',
        '',
      ],
      [
        'parts-late-together',
        'a part of a credential is told what it was sent with itself',
        'several.ts',
        'sentWith: sentWith[index]',
        'sentWith',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/disconnect.test.ts'],
    [
      [
        'unsaved-tokens-not-revoked',
        'a sign-out revokes the tokens that the service accepts, also where they could not be sealed',
        'token-keeper.ts',
        'if (unsaved !== undefined) return unsaved;',
        '',
      ],
      [
        'unsaved-tokens-stay',
        'tokens of a sign-in that is over are not kept in memory',
        'token-keeper.ts',
        'renewals.forget(id);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/kept-tasks.test.ts'],
    [
      [
        'tasks-wait-for-a-start',
        'tasks of a workspace are looked for when it opens',
        'kept-tasks.ts',
        "'protection', 'workspace',",
        "'protection',",
      ],
    ],
  ),
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/in-contract-words.test.ts'],
    [
      [
        'full-disk-of-tokens-internal',
        'a disk that fails has a code of the contract',
        'in-contract-words.ts',
        'if (error instanceof DatabaseError) throw storageFailed(error);',
        '',
      ],
    ],
  ),
  ...group(
    'settings-ui/settings',
    ['settings-ui/settings/live-data.test.ts', 'settings-ui/settings/audit/audit-pages.test.ts'],
    [
      [
        'unseen-connection-gone',
        'a connection that could not be read stays in the list',
        'live-data.ts',
        "!(error instanceof ValetkeyError && error.code === 'not-found')",
        '!(error instanceof Error)',
      ],
      [
        'failed-log-empty',
        'a log that could not be read is not shown as an empty one',
        'audit/audit-pages.ts',
        'if (pages.failed !== undefined && pages.entries.length === 0) return nextOlder();',
        '',
      ],
    ],
  ),
  ...group(
    'broker/grants',
    ['broker/grants/task-store.test.ts'],
    [
      [
        'task-of-another-workspace-taken',
        'a task of a workspace that is not open is left for its own broker',
        'task-store.ts',
        '.filter(({ connectionId }) => isHere(connectionId))',
        '',
      ],
    ],
  ),
  ...group(
    'broker/prove',
    ['broker/prove/passing-folder.test.ts'],
    [
      [
        'passing-folder-stays',
        'the folder of a demonstration goes with its process',
        'passing-folder.ts',
        "process.once('exit', remove);",
        '',
      ],
    ],
  ),
  ...group(
    'extension-api',
    ['extension-api/mcp-modern-client.test.ts'],
    [
      [
        'subscription-acknowledged-in-vain',
        'a subscription is acknowledged for what the server tells of, and for nothing else',
        'mcp-modern-client.ts',
        'const wentWell = own.get(id)?.result !== undefined;',
        'const wentWell = own.has(id);',
      ],
      [
        'told-before-acknowledged',
        'nothing is told of a subscription before it is acknowledged, and nothing is lost',
        'mcp-modern-client.ts',
        'else early.push(message);',
        'else deliver(told(message.method, listener, params));',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/oauth2.test.ts'],
    [
      [
        'id-token-in-answers',
        'all that a sign-in knows is looked for in answers: tokens, those before, the client’s secret, the ID token',
        'oauth2.ts',
        'for (const field of [client.secret, identityProvider?.idToken])',
        'for (const field of [client.secret])',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/classify-error.test.ts'],
    [
      [
        'expired-code-called-a-refusal',
        'the error … under status … is called …',
        'classify-error.ts',
        "return 'device-expired';",
        "return 'refused';",
      ],
      [
        'passing-trouble-ends-sign-in',
        'the error … under status … is called …',
        'classify-error.ts',
        "case 'temporarily_unavailable':",
        '',
      ],
      [
        'refusal-under-429-counts',
        'the error … under status … is called …',
        'classify-error.ts',
        'status >= 500 || status === 429 || status === 408',
        'status >= 500',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/device-code.test.ts'],
    [
      [
        'filled-in-page-anywhere',
        'https://phish.example/?code=ABCD',
        'device-code.ts',
        '!decideDestination({ origins: setup.origins, target: page }).ok',
        '(page === address && !decideDestination({ origins: setup.origins, target: page }).ok)',
      ],
      [
        'device-polled-once-a-year',
        'a server that wants years between two questions is asked once a minute',
        'device-code.ts',
        'Math.min((offered.interval ?? 5) * 1000, slowestMs)',
        '(offered.interval ?? 5) * 1000',
      ],
      [
        'device-ends-at-a-hiccup',
        'a server that fails for a moment is asked again, more and more rarely (RFC 8628, 3.5)',
        'device-code.ts',
        'else if (error.passes)',
        'else if (false)',
      ],
      [
        'device-code-for-a-year',
        'a code is good for half an hour at most',
        'device-code.ts',
        'Math.min(Math.ceil(offered.expires_in * 1000), longestLifetimeMs)',
        'Math.ceil(offered.expires_in * 1000)',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/guarded-fetch.test.ts'],
    [
      [
        'secret-along-a-redirect-at-home',
        'a request for tokens goes along no redirect, also within its origin: …',
        'guarded-fetch.ts',
        "decideRedirect: () => ({ ok: false, why: 'foreign-origin' }),",
        '',
      ],
      [
        'retry-after-without-end',
        'a server that asks for years of patience gets an hour',
        'guarded-fetch.ts',
        'Math.min(ms, longestRetryAfterMs)',
        'ms',
      ],
    ],
  ),
  ...group(
    'broker/secrets/oauth',
    ['broker/secrets/oauth/token-client.test.ts'],
    [
      [
        'refresh-token-lost-at-renewal',
        'a refresh token stays good where the answer brings none (RFC 6749, 6)',
        'token-client.ts',
        'const kept = refreshToken ?? before?.refreshToken;',
        'const kept = refreshToken;',
      ],
      [
        'token-without-end-forgotten',
        'tokens before them are kept in mind: those without an end for a day, and 64 at most, which can be read again',
        'token-set.ts',
        'expiresAt ?? now + longestUnsaid',
        'expiresAt ?? now',
      ],
      [
        'retired-tokens-without-bound',
        'tokens before them are kept in mind: those without an end for a day, and 64 at most, which can be read again',
        '../still-retired.ts',
        '.slice(0, mostRetired)',
        '',
      ],
      [
        'bound-token-as-bearer',
        'a token that says it is bound to a key is not used without one',
        'token-client.ts',
        "if (type === 'dpop' && dpopKey === undefined) throw new OauthError('token-refused');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/secrets/server-program.test.ts'],
    [
      [
        'exported-function-passed-on',
        'a function that a shell exports is not passed on to a program',
        'server-program.ts',
        "value !== undefined && !value.startsWith('()')",
        'value !== undefined',
      ],
      [
        'nul-in-environment',
        'a secret with a NUL starts no program, and the error does not quote it',
        'server-program.ts',
        "if (text.includes('\\0')) throw new NetworkError('credential-malformed');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/ask-person.test.ts'],
    [
      [
        'yes-for-a-page-that-left',
        'a yes that comes when its page has left is none, and the log says so',
        'ask-person.ts',
        "decision === 'allow' && !gone.signal.aborted",
        "decision === 'allow'",
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/export-sessions.test.ts'],
    [
      [
        'export-in-use-given-up',
        'an export that is being read is not given up, however long it takes',
        'export-sessions.ts',
        'session.readAt = now();',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/users-of.test.ts'],
    [
      [
        'once-is-no-user',
        'an extension that holds a handle of a connection uses it, also without a grant',
        'users-of.ts',
        '...live.map(({ extension }) => extension),',
        '',
      ],
    ],
  ),
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/persons-input.test.ts'],
    [
      [
        'hover-is-a-press',
        'of a person, … counts as a press: …',
        'persons-input.ts',
        "...['mouseDown', 'mouseUp',",
        "...['mouseMove', 'mouseDown', 'mouseUp',",
      ],
    ],
  ),
  ...group(
    'broker/shells/node',
    ['broker/shells/node/os-keychain-answers.test.ts'],
    [
      [
        'denied-keyring-is-none',
        'a keyring that says "…" has a state of its own',
        'os-keychain.ts',
        'if (/access ?denied|not permitted|user cancel/i.test(message))',
        "if (message === 'denied')",
      ],
    ],
  ),
  ...group(
    'broker/time',
    ['broker/time/every.test.ts'],
    [
      [
        'every-called-off-once',
        'what is repeated ends when it is called off, however often it has run',
        'every.ts',
        'return () => callOff();',
        'return callOff;',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/secrets/still-retired.test.ts'],
    [
      [
        'retired-tokens-of-any-length',
        'of tokens, no more than 64 Ki characters are kept',
        'still-retired.ts',
        'return left >= 0;',
        'return left !== undefined;',
      ],
      [
        'last-tokens-forgotten-at-their-end',
        'tokens are kept until their end, and the last four beyond it',
        'still-retired.ts',
        'at < fewestRetired || until > now',
        'until > now',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/held-token.test.ts'],
    [
      [
        'held-token-before-the-last-unsearched',
        'a token that was replaced is searched for until it has ended, however many came after it',
        'held-token.ts',
        'held.retired = stillHeld(allTokens(held), since);',
        'held.retired = stillHeld(allTokens({ ...held, retired: [] }), since);',
      ],
      [
        'refused-tokens-replaced-as-often',
        'a service that refuses each token has it replaced more and more rarely, up to an hour',
        'held-token.ts',
        'Math.min(held.settledMs * 2, longestSettledMs)',
        'settledMs',
      ],
      [
        'rare-refusal-remembered',
        'a service that refuses each token has it replaced more and more rarely, up to an hour',
        'held-token.ts',
        'held.settledMs = settledMs;',
        'held.settledMs = longestSettledMs;',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/registry-token.test.ts'],
    [
      [
        'dropped-scope-hides-new-token',
        'a token beyond the last 64 is noticed, and those that it drops are searched for until they have ended',
        'registry-token.ts',
        'memory.dropped += held.changes + 1;',
        '',
      ],
      [
        'dropped-scope-unsearched',
        'a token beyond the last 64 is noticed, and those that it drops are searched for until they have ended',
        'registry-token.ts',
        '[...allTokens(held), ...memory.retired]',
        'memory.retired',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/held-token.test.ts'],
    [
      [
        'refused-together-doubles-each-time',
        'requests that are refused together have one token replaced, and none of them is given up',
        'held-token.ts',
        'freshUntil === 0 || ',
        '',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/oauth2.test.ts'],
    [
      [
        'refused-together-renewed-rarely',
        'requests that are refused together have tokens renewed once, and each of them is repeated',
        'oauth2.ts',
        'if (status === 401 && memory.refused === counter) return true;',
        '',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/renew.test.ts'],
    [
      [
        'renewal-waits-for-the-future',
        'the wait after a failed renewal is over when the clock was set back by more than a wait lasts',
        'renew.ts',
        'waitMs > 0 && waitMs <= longestRetryAfterMs',
        'waitMs > 0',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/token-keeper.test.ts'],
    [
      [
        'call-waits-for-the-future',
        'a call does not wait for a sign-in that ended later than now, by a clock that was set back',
        'token-keeper.ts',
        ' || leftMs > parkedMs',
        '',
      ],
      [
        'endpoint-that-is-no-address',
        'what a server names as an endpoint and is no address bars nothing',
        'token-keeper.ts',
        ' && urlOf(String(url)) !== undefined',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/mcp-session.test.ts'],
    [
      [
        'question-gone-with-refused-answer',
        'an answer that may not leave can be followed by one that may, since the question stays open',
        'mcp-session.ts',
        'server.findCallback(response.id) ?? gone()',
        'server.takeCallback(response.id) ?? gone()',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/subscription.test.ts'],
    [
      [
        'listens-again-once',
        'a session listens again after several attempts that failed, and is told what it may have missed',
        'subscription.ts',
        'if (listens) return;',
        'return;',
      ],
      [
        'failed-attempt-not-told',
        'a session listens again after several attempts that failed, and is told what it may have missed',
        'subscription.ts',
        'if (listens || failures === 1)',
        'if (listens)',
      ],
      [
        'rejected-uri-kept',
        'a subscription that the server rejects leaves the one before it, and is not asked for again',
        'subscription.ts',
        'if (isNew) uris.delete(uri);',
        '',
      ],
      [
        'old-stream-dropped-first',
        'a subscription that the server rejects leaves the one before it, and is not asked for again',
        'subscription.ts',
        'const notifications = filter();\n',
        'const notifications = filter();\n    drop();\n',
      ],
      [
        'acknowledged-filter-ignored',
        'a resource that the server leaves out of what it acknowledges is not subscribed to',
        'subscription.ts',
        'current?.honoured !== undefined && ',
        'current === undefined && ',
      ],
      [
        'subscription-forged',
        'a subscription that the server rejects leaves the one before it, and is not asked for again',
        'subscription.ts',
        'if (named(subscriptionIn(params)) === undefined) return undefined;',
        'if (!isObject(meta)) return undefined;',
      ],
      [
        'opening-outlives-session',
        'a request to listen that is not acknowledged yet ends with its session',
        'subscription.ts',
        'leave(opening?.request);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/migrate-connections.test.ts'],
    [
      [
        'version-raised-without-secrets',
        'a connection whose secret waits for an open vault is not changed before, and then comes along',
        'connection-methods.ts',
        'if (before.secretRefs.length > 0 && isBehind(before, registered)) requireOpen(vault);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/settings/delete-connection.test.ts'],
    [
      [
        'deletion-left-after-unlock',
        'a deletion is final at a clean exit, also when the vault was unlocked since',
        'delete-connection.ts',
        'if (hiddenOf(id) === undefined) own.delete(id);',
        'own.delete(id);',
      ],
    ],
  ),
  ...group(
    'broker/cli',
    ['broker/cli/list.test.ts'],
    [
      [
        'time-of-no-day',
        'audit list answers %j with the error, and 2',
        'parse-options.ts',
        '!(at >= 0)',
        'at < 0',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/sign-in.test.ts'],
    [
      [
        'clock-forgotten-at-renewal',
        'DPoP works with a server whose clock is %i hour away, also at a renewal',
        'renew.ts',
        ', skewSeconds: session.skewSeconds }',
        ' }',
      ],
    ],
  ),
];
