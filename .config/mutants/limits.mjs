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
        'if (spending === undefined) return',
        'if (spending !== null) return',
      ],
      [
        'budget-per-day-of-nobody',
        'an extension has one budget on a connection, and others have theirs',
        'daily-budget.ts',
        '...budgetOf(principal.id, connectionId, now), takes',
        '...budgetOf(principal.id, String(now) as ConnectionId, now), takes',
      ],
      [
        'budget-overspent',
        'two processes share a budget',
        '../audit/spend.ts',
        'left: one.atMost - spent(spending, one.kind)',
        'left: one.atMost',
      ],
      [
        'budget-only-counted',
        'a use over the budget is not sent',
        '../audit/spend.ts',
        'if (tooMuch !== undefined) return tooMuch;',
        '',
      ],
      [
        'larger-budget-unasked',
        'more uses a day ask the person',
        '../consent/limits.ts',
        'if (budgetKinds.some((kind) => isMore(before[kind], next[kind]))) return true;',
        '',
      ],
      [
        'received-bytes-uncounted',
        'bytes that came count before the extension has them',
        'daily-budget.ts',
        'const spent = spending && audit.takeReceived(spending);',
        'const spent = spending && undefined;',
      ],
      [
        'received-beyond-keeps-the-rest',
        'what came beyond a budget spends what is left of it',
        '../audit/spend.ts',
        'const counted = Math.min(amount, left);',
        'const counted = amount > left ? 0 : amount;',
      ],
      [
        'unknown-path-is-cheap',
        'a path that no pattern fits costs the most of all',
        'cost-of.ts',
        'return mostOf(fits) ?? mostOf(requests);',
        'return mostOf(fits);',
      ],
      [
        'calls-past-the-count',
        'a plain request calls no MCP tool past a budget of calls',
        'barred-endpoints.ts',
        'admitsEveryTool(levels) && !countsCalls(levels)',
        'admitsEveryTool(levels)',
      ],
      [
        'calls-uncounted',
        'a call of an MCP tool takes one of its budget',
        '../mcp/mcp-use.ts',
        '{ callsPerDay: 1, costPerDay',
        '{ callsPerDay: 0, costPerDay',
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
        'if (asksBefore(live.limits, method, admitted.destination.url.pathname)) {',
        'if (asksBefore(undefined, method, admitted.destination.url.pathname)) {',
      ],
      [
        'every-path-runs',
        'a path that nobody named asks',
        'asks-before.ts',
        'return runs?.method === method && read.ok && matchesPath(runs.path, read.path);',
        'return runs?.method === method;',
      ],
      [
        'runs-by-any-method',
        'a path runs with the method that it was named with',
        'asks-before.ts',
        'return runs?.method === method && read.ok',
        'return read.ok && runs !== undefined',
      ],
      [
        'more-runs-unasked',
        'letting more requests run asks the person',
        '../consent/limits.ts',
        'if ((next.runs ?? []).some((text) => asksBy(before, text))) return true;',
        '',
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
