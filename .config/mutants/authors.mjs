/** The mutants of what an author drafts and runs. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const authorMutants = [
  ...group(
    'broker',
    ['broker/cli/draft-provider.test.ts'],
    [
      [
        'draft-takes-first-server',
        'of several servers that a document names, none is taken silently',
        'cli/draft-provider.ts',
        'if (server === undefined && servers.length > 1)',
        'if (server === undefined && servers.length > 99)',
      ],
      [
        'draft-more-than-get',
        'a draft asks for GET alone until its author chooses more',
        'cli/draft-provider.ts',
        "new Set(['GET', ...methods])",
        "new Set(['GET', 'POST', ...methods])",
      ],
      [
        'draft-any-address',
        'a draft is read only from an address that a connection could have',
        'network/ask-unknown.ts',
        "if (!parsed.ok) throw new NetworkError('destination-refused', { why: parsed.why });",
        "if (!parsed.ok) return { status: 200, headers: new Map(), text: '' };",
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/providers/draft/api-document.test.ts'],
    [
      [
        'draft-foreign-ref',
        'what stands in another document is not taken for part of this one',
        'providers/draft/api-document.ts',
        "if (!ref.startsWith('#/')) {",
        "if (ref.startsWith('never')) {",
      ],
    ],
  ),
  ...group(
    'broker/providers/draft',
    ['broker/providers/draft/draft-described.test.ts'],
    [
      [
        'drafts-of-any-length',
        'main gets no more of what a thread made of a document than it can read within milliseconds',
        'draft-described.ts',
        "if (left < 0) return 'too-long';",
        '',
      ],
      [
        'drafts-of-all-ways',
        'a small document does not become a large one by ways to sign in that are the same',
        'credential.ts',
        'required.slice(0, mostWays)',
        'required',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/providers/draft/servers.test.ts'],
    [
      [
        'address-that-grows',
        'the variables of a document make no address longer than addresses are',
        'providers/draft/servers.ts',
        'fixed + holes * value.length <= longest',
        'value.length <= longest',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/requests/alternatives.test.ts'],
    [
      [
        'alternative-to-anything',
        'another way to sign in belongs to the contributor of the first one',
        'contracts/alternatives.ts',
        "providerId.slice(0, providerId.indexOf('/') + 1)",
        'providerId.slice(0, 0)',
      ],
      [
        'consent-hides-the-way',
        'consent names the way to sign in of each connection that it offers',
        'requests/ask-user.ts',
        'way: wayOf(choice.connectionId),',
        'way: undefined,',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/providers/check-declared-alternative.test.ts'],
    [
      [
        'alternative-leads-elsewhere',
        'another way to sign in leads to the same origins',
        'providers/check-declared-alternative.ts',
        'read(provider) === read(first)',
        'read(first) === read(first)',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/own-copy.test.ts'],
    [
      [
        'own-copy-runs',
        'a script with its own copy of the API is refused',
        'load-extension.ts',
        'if (mainSource.includes(copyMark))',
        "if (mainSource.includes('no such text'))",
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/extensions/deactivation.test.ts'],
    [
      [
        'stopping-gets-more',
        'an extension that is being stopped gets no new handle',
        'requests/answer-request.ts',
        "if (gone.aborted) return refuse({ code: 'extension-stopping' });",
        "if (gone.aborted && false) return refuse({ code: 'extension-stopping' });",
      ],
      [
        'stopping-without-end',
        'a `deactivate` has two seconds',
        'extensions/deactivation.ts',
        'powers.after(deactivateMs, ',
        'powers.after(deactivateMs * 9, ',
      ],
      [
        'close-without-deactivate',
        'an extension uses its handles in `deactivate`, also when the broker closes',
        'extensions/running-extensions.ts',
        'await Promise.all([...running.values()].map(({ ends }) => ends.deactivate()));',
        '',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/cli/debug-extension.test.ts'],
    [
      [
        'inspector-beside-secrets',
        'no extension is developed where a debugger reads the process with the secrets',
        'cli/develop-extension.ts',
        'if (inspectorUrl() !== undefined)',
        "if (inspectorUrl() === 'never')",
      ],
    ],
  ),
  ...group(
    'broker/shells/node/inspected',
    ['broker/shells/node/inspected/start-inspected-extension.test.ts'],
    [
      [
        'debugged-with-environment',
        'the process of an extension that is debugged has no environment',
        'start-inspected-extension.ts',
        'env: {},',
        'env: process.env,',
      ],
      [
        'debugged-any-frame',
        'what no bridge sends ends an extension that is debugged',
        'start-inspected-extension.ts',
        "if (data === undefined) void stop('protocol-violation');",
        'if (data === undefined) return;',
      ],
    ],
  ),
];
