/** The mutants of the two eras of MCP: which one is spoken, and what the new one puts into requests. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const mcpEraMutants = [
  ...group(
    'broker/mcp',
    ['broker/mcp/judge-discovery.test.ts', 'broker/mcp/eras.test.ts'],
    [
      [
        'era-any-status-is-older',
        'only a refusal of an unknown request means an older server',
        'judge-discovery.ts',
        'if (!refusals.includes(status)) return undefined;',
        'if (status === undefined) return undefined;',
      ],
      [
        'era-forgotten-by-a-page',
        'a server that spoke the new era goes back only by its own word',
        'judge-discovery.ts',
        "wasModern ? { kind: 'error', why: 'era-changed' } : { kind: 'legacy', evidence };",
        "wasModern && evidence === '' ? { kind: 'error', why: 'era-changed' } : { kind: 'legacy', evidence };",
      ],
      [
        'era-of-another-address',
        'what is known of one address says nothing of another',
        'eras.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the text of the file
        ' ${authorityDigest}`;',
        '`;',
      ],
      [
        'era-older-for-good',
        'an upgraded server is noticed within the hour',
        'eras.ts',
        'at: isSame ? before.at : now() }',
        'at: now() }',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/envelope.test.ts', 'broker/mcp/param-headers.test.ts'],
    [
      [
        'envelope-of-the-extension',
        'an extension does not speak in the envelope of the broker',
        'envelope.ts',
        'filter(([key]) => !key.startsWith(reserved))',
        'filter(([key]) => key !== reserved)',
      ],
      [
        'envelope-round-forged',
        'an extension answers no round of another request',
        'envelope.ts',
        'const { _meta, inputResponses: _, requestState: __, task: ___, ...rest } = params ?? {};',
        'const { _meta, ...rest } = params ?? {};',
      ],
      [
        'param-header-name-unchecked',
        'a header of a tool has a name that HTTP knows',
        'param-headers.ts',
        '|| !token.test(name)) return false;',
        ') return false;',
      ],
      [
        'param-header-plain',
        'a value that is no field value is encoded',
        'param-headers.ts',
        'return isPlain ? value :',
        'return value !== undefined ? value :',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/two-eras.test.ts', 'broker/mcp/hostile-modern.test.ts'],
    [
      [
        'reserved-in-the-older-era',
        'what an extension writes does not make a request one of the new era',
        'mcp-session.ts',
        'const params = unreserved(said);\n      const token',
        'const params = said;\n      const token',
      ],
      [
        'rounds-without-end',
        'a server asks back so often only',
        'input-rounds.ts',
        "if (rounds === mostRounds) throw failed('endless-input');",
        '',
      ],
      [
        'input-not-offered',
        'a server asks in its answer only what was offered',
        'server-side.ts',
        "if (offered[callback] === undefined) throw failed('input-not-offered');",
        '',
      ],
      [
        'header-with-the-secret',
        'no header has what redaction would take out',
        'modern-link.ts',
        'if (powers.scrubText(text) !== text)',
        "if (text === '\\0')",
      ],
      [
        'modern-call-sent-twice',
        'a call that failed half-way is not sent again',
        'modern-link.ts',
        "if (isSessionGone(error)) throw new ValetkeyError({ code: 'mcp-failed', why: 'http-404' }, error);",
        '',
      ],
    ],
  ),
];
