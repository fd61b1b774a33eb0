/** The mutants of what looks through encodings: each forgets one of them, or a bound. */
import { group } from './group.mjs';

const folder = 'broker/secrets/redaction';
const layers = ['broker/secrets/redaction/look-through.property.test.ts'];
const shown = ['broker/checks/threats/c-encodings.test.ts'];
const bounds = ['broker/secrets/redaction/encodings-that-remain.test.ts'];

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const redactionMutants = [
  ...group(folder, layers, [
    [
      'look-one-layer',
      'two encodings on top of each other are found',
      'look-through.ts',
      'const layers = 2;',
      'const layers = 1;',
    ],
    [
      'look-not-in-wide-text',
      'UTF-16 and UTF-32 of another encoding are found',
      'look-through.ts',
      '    wideText(wanted),\n',
      '',
    ],
    [
      'look-not-in-utf7',
      'UTF-7 of some characters is found',
      'look-through.ts',
      '    utf7Text(wanted),\n',
      '',
    ],
    ['look-hex-in-a-row', 'hex with separators is found', 'hex-runs.ts', "'xX\\\\:;,.-_ \\t\\r\\nnr'", "''"],
    [
      'look-base64-in-a-row',
      'base64 in lines is found',
      'base64-gaps.ts',
      'if (!isWhite(text[from])) return to;',
      'if (!isWhite(text[from])) return at;',
    ],

    ['look-no-octal', 'octal escapes are found', 'escape-tokens.ts', 'readOctal(text, at, token);', ''],
    [
      'look-no-names',
      'named entities of HTML are found',
      'escape-tokens.ts',
      'token.length = named.length;',
      'token.length = 0;',
    ],
    [
      'look-ends-with-chunk',
      'a code that goes on in the next chunk is kept back',
      'scrub-stream.ts',
      'safeEnd = Math.min(safeEnd, open);',
      '',
    ],
  ]),
  ...group(folder, shown, [
    [
      'look-no-escapes',
      'a JSON text with an escape that no serializer writes is found',
      'look-through.ts',
      '    escapes(wanted),\n',
      '',
    ],
    ['look-no-lists', 'lists of bytes are found', 'look-through.ts', '    lists,\n', ''],
    [
      'look-list-as-text',
      'valid JSON stays valid JSON where a list of bytes is scrubbed',
      'look-through-stream.ts',
      '(isList ? lists : texts)',
      'texts',
    ],
    [
      'look-not-inflated',
      'what was compressed and then encoded is found',
      'look-through.ts',
      'inflations > 0 ?',
      'inflations > 9 ?',
    ],
    [
      'look-no-event-lines',
      'base64 over the lines of an event is found',
      'base64-gaps.ts',
      "=== 'data:') to += 5;",
      "=== 'data:') to += 0;",
    ],
  ]),
  ...group(folder, bounds, [
    [
      'look-bombs-pass',
      'what inflates without end does not pass',
      'look-through.ts',
      "if (found === 'too-much') return bytes.length;",
      "if (found === 'too-much') return 0;",
    ],
    [
      'look-again-each-time',
      'single bytes that never end cost no quadratic work',
      'look-through-stream.ts',
      'held > lookedAtAgain &&',
      'held < 0 &&',
    ],
    [
      'look-events-wait',
      'an event is given out at once',
      'decoded.ts',
      '!text.subarray(-boundary.length).equals(boundary)',
      'text.length > 0',
    ],
    [
      'look-short-lines-wait',
      'a word at the end of a line is given out at once',
      'look-through-stream.ts',
      'lineEnd - open < shortestLine',
      'lineEnd < 0',
    ],
  ]),
  ...group(
    'broker/secrets',
    ['broker/secrets/session-scrub.test.ts'],
    [
      [
        'look-mcp-values-alone',
        'a list of bytes in an MCP message is found',
        'session-scrub.ts',
        'counted(done, () => [...done.push(piece.subarray(0, end)), ...done.end()])',
        '[piece.subarray(0, end)]',
      ],
    ],
  ),
];
