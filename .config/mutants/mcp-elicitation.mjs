/** The mutants of what an MCP server asks the person: who shows it, what is shown, and what counts as an answer. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const mcpElicitationMutants = [
  ...group(
    'broker/mcp',
    ['broker/mcp/elicitation.test.ts'],
    [
      [
        'elicitation-secret-by-extension',
        'an extension never shows a question that reads like one for a secret',
        'elicitation-offer.ts',
        '!hasAddress && elicitation?.looksSecret === false)',
        'byExtension)',
      ],
      [
        'elicitation-page-by-extension',
        'an extension never sees an address',
        'elicitation-offer.ts',
        'if (isForm && byExtension &&',
        'if (byExtension &&',
      ],
      [
        'elicitation-page-in-error',
        'an error that wants a page opened reaches the extension without its address',
        'elicitation-offer.ts',
        'answer: { ...answer, error: bare } }',
        'answer }',
      ],
      [
        'elicitation-stays-open',
        'a session that ends takes its question away',
        'person-questions.ts',
        'AbortSignal.any([over, entry.gone.signal])',
        'AbortSignal.any([entry.gone.signal])',
      ],
      [
        'elicitation-not-withdrawn',
        'a caller that gives up takes the question away',
        'server-side.ts',
        'withdraw: () => waits?.withdraw()',
        'withdraw: () => undefined',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/read-elicitation.test.ts'],
    [
      [
        'elicitation-any-scheme',
        'only https and loopback addresses are shown and opened',
        '../network/may-open.ts',
        "(protocol === 'https:' ||",
        "(protocol !== 'ftp:' ||",
      ],
      [
        'elicitation-user-in-address',
        'an address does not hide its host behind a name',
        '../network/may-open.ts',
        "username === '' &&",
        '',
      ],
      [
        'elicitation-any-values',
        'an answer fits the schema',
        'read-elicitation.ts',
        'if (misfitOfElicited(english, field, value) !== undefined) return undefined;',
        '',
      ],
      [
        'elicitation-many-fields',
        'a form has no more fields than a person reads',
        'read-elicitation.ts',
        'if (entries.length > mostElicitedFields) return undefined;',
        '',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/mcp/elicitation.test.ts', 'broker/consent/prompts.test.ts'],
    [
      [
        'elicitation-unread-answer',
        'an answer that does not fit counts as Cancel',
        'consent/prompts.ts',
        "given.action !== 'accept' || read(given)",
        "given.action !== 'accept' || read !== undefined",
      ],
      [
        'elicitation-opened-early',
        'an address opens after the answer only',
        'requests/ask-elicitation.ts',
        "if (answer.action !== 'accept' || over.aborted) {",
        "if (asks.mode === 'url') await powers.openInSystemBrowser(asks.address);\n    if (answer.action !== 'accept' || over.aborted) {",
      ],
      [
        'elicitation-never-quiet',
        'three refusals in a row silence a server',
        'consent/prompts.ts',
        "isDeny: ({ action }) => action !== 'accept',",
        'isDeny: () => false,',
      ],
    ],
  ),
];
