import { group } from './group.mjs';

const flood = 'broker/checks/threats/d-log-flood.test.ts';

/** An extension that is refused without end, and what a service is sent beside the first request. */
export const logFloodMutants = [
  ...group(
    'broker/audit',
    ['broker/audit/line-allowance.test.ts'],
    [
      [
        'allowance-of-lines-is-shared',
        'a flood takes nothing from another extension’s allowance of lines',
        'line-allowance.ts',
        'extension}`, allowances[cause]) === undefined',
        'cause}`, allowances[cause]) === undefined',
      ],
      [
        'unlisted-refusals-are-not-told',
        'one line a minute says how many refusals have no line',
        'line-allowance.ts',
        'if (unlisted.size === 0) after(tellAfterMs, tell);',
        '',
      ],
      [
        'unlisted-refusals-are-lost-at-the-end',
        'refusals that are counted are written when the broker closes',
        'line-allowance.ts',
        'close: tell,',
        'close: () => undefined,',
      ],
      [
        'each-unlisted-refusal-is-told',
        'a flood has one line a minute at most',
        'line-allowance.ts',
        'after(tellAfterMs, tell);',
        'after(0, tell);',
      ],
    ],
  ),
  ...group(
    'broker/requests',
    [flood],
    [
      [
        'refused-requests-fill-the-log',
        'an extension that nobody allowed anything pushes no line out of the log',
        'answer-request.ts',
        "if (lines.take(principal.id, 'refusedRequest'))",
        '',
      ],
      [
        'requested-handles-fill-the-log',
        'handles without a question are bounded',
        'answer-request.ts',
        "if (!lines.take(principal.id, 'handle')) throw new ValetkeyError({ code: 'too-many-requests' });",
        '',
      ],
      [
        'questions-fill-the-log',
        'questions without a yes are bounded',
        'ask-user.ts',
        "if (!lines.take(principal.id, 'question')) throw new ValetkeyError({ code: 'prompt-limit' });",
        '',
      ],
      [
        'answered-questions-cost-lines',
        'a question that the person says yes to costs no line',
        'ask-user.ts',
        "lines.giveBack(principal.id, 'question');",
        '',
      ],
    ],
  ),
  ...group(
    'broker/requests',
    [flood],
    [
      [
        'asked-uses-fill-the-log',
        'questions about single requests are bounded',
        'ask-call.ts',
        "if (!powers.lines.take(id, 'question')) throw new ValetkeyError({ code: 'prompt-limit' });",
        '',
      ],
    ],
  ),
  ...group(
    'broker/requests',
    ['broker/requests/ask-elicitation.test.ts'],
    [
      [
        'elicitations-fill-the-log',
        'what an MCP server asks without end is bounded',
        'ask-elicitation.ts',
        "if (!powers.lines.take(principal.id, 'elicitation')) return { action: 'cancel' };",
        '',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [flood, 'broker/use/recorded-use.test.ts'],
    [
      [
        'refused-uses-fill-the-log',
        'refused uses are bounded',
        'recorded-use.ts',
        "if (!powers.lines.take(live.principal.id, 'refusedUse')) throw new ValetkeyError(error);",
        '',
      ],
      [
        'failures-before-sending-fill-the-log',
        'failures before anything is sent are bounded',
        'recorded-use.ts',
        "if (!intended && !powers.lines.take(live.principal.id, 'refusedUse')) return;",
        '',
      ],
      [
        'ends-of-uses-are-not-logged-in-a-flood',
        'a use that is sent has all its lines',
        'recorded-use.ts',
        'if (!intended && !powers',
        'if (!powers',
      ],
      [
        'derived-handles-fill-the-log',
        'derived handles are bounded',
        'open-capability.ts',
        "if (!powers.lines.take(live.principal.id, 'handle'))",
        'if (false)',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/settings/provider-language.test.ts'],
    [
      [
        'rate-limit-ignores-redirects-and-repeats',
        'the rate limit counts redirected and repeated requests',
        'use/fetch.ts',
        'countHop(hop, connection, powers.rates);',
        '',
      ],
      [
        'rate-limit-ignores-redirects-of-a-test',
        'the rate limit counts a redirect of a test',
        'services/declared-request.ts',
        'countHop(hop, inUse, rates);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/http-sessions.test.ts'],
    [
      [
        'rate-limit-ignores-redirects-of-mcp',
        'the rate limit counts a redirect of a message of MCP',
        'http-wire.ts',
        'countHop(hop, connection, rates);',
        '',
      ],
    ],
  ),
  ...group(
    'broker/use',
    ['broker/checks/threats/d-budgets.test.ts'],
    [
      [
        'repeated-target-is-free',
        'what is sent once more counts again, with its target',
        'fetch.ts',
        'repeated === true ? Buffer.byteLength(target) : 0',
        'repeated === true ? 0 : 0',
      ],
    ],
  ),
];
