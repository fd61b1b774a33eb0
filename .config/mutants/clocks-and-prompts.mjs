import { group } from './group.mjs';

/** Of clocks that are set back, prompts that were withdrawn, and what is counted twice. */
export const clockAndPromptMutants = [
  ...group(
    'broker/shells/electron',
    ['broker/shells/electron/bound-news.test.ts', 'broker/shells/electron/close-before-quit.test.ts'],
    [
      [
        'set-back-clock-silences',
        'a clock that is set back silences nobody',
        'bound-news.ts',
        '!isRecent(since, againMs, at)',
        'at - since >= againMs',
      ],
      [
        'second-quit-ends-at-once',
        'a second attempt to quit ends nothing before everything is closed',
        'close-before-quit.ts',
        '    event.preventDefault();\n',
        '    closing ?? event.preventDefault();\n',
      ],
    ],
  ),
  ...group(
    'broker/time',
    ['broker/time/is-recent.test.ts'],
    [['future-is-recent', 'what is later than now is not recent', 'is-recent.ts', 'since <= now && ', '']],
  ),
  ...group(
    'broker/connections',
    ['broker/connections/last-used.test.ts'],
    [
      [
        'set-back-clock-keeps-uses',
        'a clock that was set back keeps no use in memory for longer',
        'last-used.ts',
        'isRecent(writtenAt, keptMs, now)',
        'now - writtenAt < keptMs',
      ],
    ],
  ),
  ...group(
    'broker/resolve',
    ['broker/resolve/note-expiry.test.ts'],
    [
      [
        'set-back-clock-learns-no-end',
        'the end of a credential is noted after the clock was set back',
        'note-expiry.ts',
        'isRecent(looked.get(connectionId) ?? Number.NEGATIVE_INFINITY, atMostEveryMs, at)',
        'at - (looked.get(connectionId) ?? Number.NEGATIVE_INFINITY) < atMostEveryMs',
      ],
    ],
  ),
  ...group(
    'broker/requests',
    ['broker/settings/access-methods.test.ts', 'broker/requests/unmet-requests.test.ts'],
    [
      [
        'withdrawn-prompt-denied',
        'a prompt that went with its extension was denied by nobody',
        'answer-request.ts',
        "error.code === 'denied' && !gone.aborted",
        "error.code === 'denied'",
      ],
      [
        'stopped-prompt-denied',
        '"stop everything" denies no request',
        'answer-request.ts',
        "    if (powers.halt.stopped()) return refuse({ code: 'stopped' });\n    // Listed",
        '    // Listed',
      ],
      [
        'access-given-while-stopped',
        '"stop everything" lets nobody give access from Settings',
        'request-access.ts',
        "  if (powers.halt.stopped()) throw new ValetkeyError({ code: 'stopped' });\n",
        '',
      ],
      [
        'withdrawn-untold',
        'pages hear of what is withdrawn',
        'unmet-requests.ts',
        'if (withdrawn.length > 0) changed();',
        '',
      ],
      [
        'allowed-once-in-the-future',
        'what was allowed once is not taken after the clock was set back',
        'unmet-requests.ts',
        'isRecent(allowedOnce.since, allowedOnceMs, now())',
        'allowedOnce.since + allowedOnceMs > now()',
      ],
    ],
  ),
  ...group(
    'broker/consent',
    ['broker/consent/decide.test.ts'],
    [
      [
        'oldest-suspended-begins',
        'of several suspended grants, the prompt begins with the latest',
        'decide.ts',
        'const changed = its.findLast(',
        'const changed = its.find(',
      ],
    ],
  ),
  ...group(
    'broker/review',
    ['broker/review/authority-at.test.ts'],
    [
      [
        'part-counted-as-use',
        'the log counts no use for what is part of another one',
        'authority-at.ts',
        ' || text.includes(ofAnotherUse)',
        '',
      ],
    ],
  ),
  ...group(
    'broker/cli',
    ['broker/cli/tighten-grant.test.ts'],
    [
      [
        'size-lost-in-fractions',
        'a size of bytes is a whole number',
        'limit-grant.ts',
        'Math.round(Number(number) * factor)',
        'Number(number) * factor',
      ],
    ],
  ),
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/held-token.test.ts'],
    [
      [
        'token-of-the-future-used',
        'a token that came before the clock was set back is fetched again, once',
        'held-token.ts',
        'token.since <= now && ',
        '',
      ],
      [
        'failure-of-the-future-kept',
        'a service that failed is asked again after a second, and when the clock was set back',
        'held-token.ts',
        'isRecent(failed.since, holdMs(failed.times), now())',
        'now() < failed.since + holdMs(failed.times)',
      ],
      [
        'refused-token-of-the-future-kept',
        'a token that is refused is dropped, but not within ten seconds by a clock that goes on',
        'held-token.ts',
        'isRecent(since, held.settledMs, now)',
        'now - since < held.settledMs',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/secrets/credential.test.ts'],
    [
      [
        'opened-credential-of-the-future',
        'an opened credential serves for a second, and not after the clock was set back',
        'credential.ts',
        'isRecent(opened.since, keptMs, at)',
        'at < opened.since + keptMs',
      ],
    ],
  ),
  ...group(
    'broker/services',
    ['broker/services/tell-expiry.test.ts'],
    [
      [
        'entered-in-the-future-and-not-told',
        'a date is told also when the clock was set back since the secret was entered',
        'tell-expiry.ts',
        'isRecent(enteredAt, settledMs, now())',
        'now() - enteredAt < settledMs',
      ],
    ],
  ),
  ...group(
    'broker/oauth',
    ['broker/oauth/token-keeper.test.ts'],
    [
      [
        'issuer-asked-in-the-future',
        'a server that refuses is asked once a minute who lets somebody in, and its refusal alone ends nothing',
        'token-keeper.ts',
        'isRecent(askedAt, askIssuerMs, at)',
        'at - askedAt < askIssuerMs',
      ],
    ],
  ),
];
