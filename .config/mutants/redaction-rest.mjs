/** Mutants of what stands at odd places: behind other digits, in few bytes, in a later part of a file. */
import { group } from './group.mjs';

const folder = 'broker/secrets/redaction';
const places = ['broker/secrets/redaction/look-through.test.ts'];

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const redactionRestMutants = group(folder, places, [
  [
    'look-base64-at-its-begin',
    'base64 of another encoding is found at any shift',
    'base64-runs.ts',
    'shift < 4;',
    'shift < 1;',
  ],
  [
    'look-compressed-at-its-begin',
    'compressed data in base64 is found behind other digits',
    'base64-runs.ts',
    'if (end - first <= longRun)',
    'if (end - first <= 0)',
  ],
  [
    'look-list-before-list',
    'a list of bytes is found behind another number',
    'byte-lists.ts',
    'for (const [at, from] of inner.entries())',
    'for (const [at, from] of inner.slice(inner.length).entries())',
  ],
  [
    'look-first-member-alone',
    'a secret in a later member of a gzip file is found',
    'inflate.ts',
    'from + engine.bytesWritten + trailer)',
    'from + engine.bytesWritten + 8 * trailer)',
  ],
  [
    'look-percent-two-digits',
    'escapes of JavaScript in four digits are found',
    'escape-tokens.ts',
    'if (text[at + 1] === letterU) readUnit(text, at, token);',
    'if (at < 0) readUnit(text, at, token);',
  ],
  [
    'look-no-fastest-zlib',
    'base64 of zlib at its fastest is found',
    'inflate.ts',
    '^(?:H4sI|e(?:A[E-H]|',
    '^(?:H4sI|e(?:A[E]|',
  ],
  [
    'look-no-compressed-text',
    'compressed bytes as characters of a text are found',
    'look-through.ts',
    '    compressedText,\n',
    '',
  ],
  [
    'look-no-compressed-escapes',
    'a secret is found late in compressed bytes of which few are escaped',
    'escapes.ts',
    'found(decoded);\n  search',
    'search',
  ],
  [
    'look-compressed-without-zeros',
    'compressed bytes in UTF-16 and UTF-32 are found',
    'wide-text.ts',
    'if (at !== undefined) {',
    'if (at === -1) {',
  ],
  [
    'look-utf7-in-ascii',
    'compressed bytes in UTF-7 are found',
    'utf7-text.ts',
    'second > 0x50',
    'second > 0x48',
  ],
  [
    'look-zlib-at-its-begin',
    'zlib is found behind other bytes',
    'inflate.ts',
    'if (found[0] !== at && (bytes[at]',
    'if (found[0] === at && (bytes[at]',
  ],
  [
    'look-list-ends-in-name',
    'a list of bytes is found that a chunk cuts in the name of a place',
    'byte-lists.ts',
    'if (behindQuote(text, at) === text.length) break;',
    '',
  ],
  [
    'look-no-broken-lines',
    'a secret in a line that mail or a shell broke is found',
    'escapes.ts',
    'replaceWords(text, breaksIn(text, search.breaks, wanted), wanted, found);',
    '',
  ],
  [
    'look-broken-line-is-out',
    'a line that goes on in the next chunk is kept back',
    'replaced-words.ts',
    'to === text.length || ',
    '',
  ],
  [
    'look-no-wide-forms',
    'a secret beyond Latin-1 is found in UTF-32',
    'encoded-forms.ts',
    ', ...utf32Of(text)];',
    '];',
  ],
  [
    'look-not-below-its-length',
    'a secret of few characters is found compressed to fewer bytes',
    'scrubber.ts',
    'mayShrink(secret) ?',
    'mayShrink(secret) && secret.length < 0 ?',
  ],
]);
