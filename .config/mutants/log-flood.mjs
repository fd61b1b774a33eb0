import { group } from './group.mjs';

/** An extension that is refused without end, and what a service is sent beside the first request. */
export const logFloodMutants = [
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
