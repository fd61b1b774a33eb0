/** The mutants of what takes secrets out of all that arrives from outside: each forgets a part or a form. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const scrubMutants = [
  ...group(
    'broker/network',
    ['broker/network/transfer-coding.test.ts'],
    [
      [
        'scrub-any-transfer-coding',
        'an answer under a transfer coding that nobody decodes is refused',
        'answer.ts',
        "!isOnlyFramed(head.headers['transfer-encoding'])",
        'head.bodiless',
      ],
      [
        'scrub-coded-and-chunked',
        'chunked in a list of codings is no framing alone',
        'transfer-coding.ts',
        '/^(?:chunked|identity) *$/i',
        '/(?:chunked|identity) *$/i',
      ],
    ],
  ),
  ...group(
    'broker/network',
    ['broker/checks/threats/c-every-part.test.ts'],
    [
      [
        'scrub-header-names-kept',
        'a header in whose name a secret stands does not pass',
        'scrub-head.ts',
        'if (scrub.isInName(name)) {',
        'if (scrub.isInName(name) && hits < 0) {',
      ],
      [
        'scrub-header-values-kept',
        'the values of headers are scrubbed',
        'scrub-head.ts',
        '[name as Scrubbed<string>, clean.text as Scrubbed<string>]',
        '[name as Scrubbed<string>, value as Scrubbed<string>]',
      ],
      [
        'scrub-hits-of-head-uncounted',
        'what is taken out of headers is in the audit log',
        'carry.ts',
        'redactions: () => head.hits + stream.hits',
        'redactions: () => stream.hits',
      ],
      [
        'scrub-program-unscrubbed',
        'what a program prints is scrubbed where it is read',
        '../secrets/server-program.ts',
        'hand(() => stream.push(chunk));',
        'hand(() => [chunk]);',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/checks/threats/c-every-part.test.ts'],
    [
      [
        'scrub-mcp-as-bytes',
        'numbers of MCP messages are looked at before they are parsed',
        '../secrets/session-scrub.ts',
        'makeJsonScrubStream(all, longestMessage)',
        'lastingStream(() => inUse().slice(longestMessage))',
      ],
    ],
  ),
  ...group(
    'broker/secrets/redaction',
    [
      'broker/secrets/redaction/number-forms.test.ts',
      'broker/secrets/redaction/key-traces.test.ts',
      'broker/secrets/redaction/absent-grams.test.ts',
      'broker/secrets/redaction/scrub-json-stream.test.ts',
    ],
    [
      [
        'scrub-no-number-forms',
        'digits that were read as a number are found',
        'encoded-forms.ts',
        'written.push(...[text, ...written].flatMap(numberForms));',
        '',
      ],
      [
        'scrub-number-not-rounded',
        'a double that was printed again is found',
        'number-forms.ts',
        'if (count >= whole.length) continue;',
        'if (count > 0) continue;',
      ],
      [
        'scrub-no-key-traces',
        'a private key is found by its bytes',
        'scrubber.ts',
        'makeKeyTraces(secrets.flatMap(privateKeysIn))',
        'makeKeyTraces([])',
      ],
      [
        'scrub-key-bytes-read-as-der',
        'the bytes of a key inside the octet string of PKCS 8 are no DER',
        'private-keys.ts',
        'isPkcs8 && !holdsDer',
        'isPkcs8',
      ],
      [
        'scrub-key-of-sec1-read-as-der',
        'only PKCS 8 has an octet string that holds DER',
        'private-keys.ts',
        'isPkcs8 && tag === 0x04',
        'tag === 0x04',
      ],
      [
        'scrub-key-lines-cut',
        'line ends and indents do not hide a key',
        'read-through-gaps.ts',
        'if (code === noMatch) length = 0;',
        'if (code <= gap) length = 0;',
      ],
      [
        'scrub-key-gap-endless',
        'a gap within a key has a bound, and so has what is kept back',
        'read-through-gaps.ts',
        'if (passed > longestGap) length = 0;',
        'if (passed < 0) length = 0;',
      ],
      [
        'scrub-key-skip-into-escape',
        'a digit that belongs to an escape does not rule a piece of a key out',
        'absent-grams.ts',
        'if (role !== partOfEscape) isOpen = role === opener;',
        'isOpen = role === opener;',
      ],
      [
        'scrub-key-skip-percent',
        'escapes of URLs are seen before a digit rules a piece of a key out',
        'absent-grams.ts',
        " || bytes.includes('%')",
        '',
      ],
      [
        'scrub-key-skip-too-far',
        'no piece of a key lies in what is passed over',
        'absent-grams.ts',
        'const reach = width - length;',
        'const reach = width;',
      ],
      [
        'scrub-key-skip-upper-hex',
        'hex of a key is read in either case',
        'key-traces.ts',
        '...hex.flatMap(inOtherCases)',
        '',
      ],
      [
        'scrub-number-stays-number',
        'a number that holds a form becomes a text',
        'scrub-json.ts',
        'Buffer.from(isErrorCode ? internalError : JSON.stringify(scrubbed.text))',
        'Buffer.from(isErrorCode ? internalError : scrubbed.text)',
      ],
      [
        'scrub-error-code-text',
        'the code of an error stays a number',
        'scrub-json.ts',
        "lastString === 'code' && depth === errorDepth",
        "lastString === 'code' && depth < 0",
      ],
    ],
  ),
];
