import { group } from './group.mjs';

/** Of D14: what a person takes from a grant, no handle has. */
export const limitMutants = [
  ...group(
    'broker/grants',
    ['broker/checks/threats/d-limits.test.ts', 'broker/consent/limits.test.ts'],
    [
      [
        'limits-on-no-handle',
        'a handle admits no more than the person left',
        'caveats.ts',
        'limits === undefined || !narrows(limits) ? [given] : [given, levelFrom(given, limits)]',
        '[given]',
      ],
      [
        'later-end-is-no-widening',
        'a later end asks the person',
        '../consent/limits.ts',
        'next > before',
        'next < before',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [
      'broker/checks/threats/d-budgets.test.ts',
      'broker/audit/spend.test.ts',
      'broker/mcp/http-sessions.test.ts',
      'broker/consent/limits.test.ts',
    ],
    [
      [
        'budget-not-counted',
        'a use takes one of its budget',
        'recorded-use.ts',
        'spending === undefined || !counts',
        'spending !== null',
      ],
      [
        'budget-per-day-of-nobody',
        'an extension has one budget on a connection, and others have theirs',
        'daily-budget.ts',
        'who: budgetOwner(principal.id, connectionId)',
        'who: String(now)',
      ],
      [
        'budget-overspent',
        'two processes share a budget',
        '../audit/spend.ts',
        'WHERE uses < ?3',
        'WHERE ?3 > 0',
      ],
      [
        'budget-only-counted',
        'a use over the budget is not sent',
        '../audit/spend.ts',
        'if (counted === undefined) return undefined;',
        '',
      ],
      [
        'larger-budget-unasked',
        'more uses a day ask the person',
        '../consent/limits.ts',
        ' || isMore(before.usesPerDay, next.usesPerDay)',
        '',
      ],
    ],
  ),
  ...group(
    'broker/settings',
    ['broker/checks/threats/d-limits.test.ts'],
    [
      [
        'limited-grant-keeps-its-handles',
        'what was handed out before ends when the person takes something away',
        'grant-methods.ts',
        "ledger.endWhere((live) => live.grantId === grantId, 'limited');",
        '',
      ],
      [
        'limits-lifted-unasked',
        'taking limits back asks the person',
        'grant-methods.ts',
        'if (!widens(grant.limits, limits)) return',
        'if (limits !== undefined) return',
      ],
    ],
  ),
  ...group(
    'broker/consent',
    ['broker/consent/covers.test.ts', 'broker/consent/decide.test.ts'],
    [
      [
        'new-paths-unsaid',
        'paths beyond an earlier grant are said',
        'covers.ts',
        '[{ ...none, methods: kept, paths }]',
        '[]',
      ],
      [
        'new-after-update-unsaid',
        'an update that asks for more says so',
        'decide.ts',
        'const had = changed ?? ',
        'const had = ',
      ],
    ],
  ),
  ...group(
    'broker/consent',
    ['broker/checks/threats/d-limits.test.ts'],
    [
      [
        'limited-time-never-ends',
        'after the time that the person chose, they are asked again',
        'grant-standing.ts',
        '[caveats.expiresAt, limits?.expiresAt]',
        '[caveats.expiresAt]',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [
      'broker/checks/threats/d-asked-requests.test.ts',
      'broker/use/request-summary.test.ts',
      'broker/consent/limits.test.ts',
    ],
    [
      [
        'asking-method-unasked',
        'a request with a method that asks is sent only after a yes',
        'fetch.ts',
        'if (asksBefore(live.limits, method)) {',
        'if (asksBefore(undefined, method)) {',
      ],
      [
        'asked-request-redirected',
        'a yes to a request is for the place that was shown',
        'fetch.ts',
        'admitsMethod(live.levels, redirected as HttpMethod) &&',
        'admitsMethod(live.levels, redirected as HttpMethod) ||',
      ],
      [
        'asked-body-unscrubbed',
        'a body is shown without the secret',
        'request-summary.ts',
        'const scrubbed = scrubText(head);',
        'const scrubbed = head;',
      ],
      [
        'question-dropped-unasked',
        'asking before less asks the person',
        '../consent/limits.ts',
        'if (!(before.asks ?? []).every((method) => next.asks?.includes(method))) return true;',
        '',
      ],
    ],
  ),
];
