/** The mutants of what a message may hold, and of what it costs. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const plainDataMutants = [
  ...group(
    'extension-api/contracts',
    ['extension-api/contracts/plain-data.test.ts'],
    [
      [
        'data-endless-depth',
        'nesting has a limit',
        'plain-data.ts',
        "if (depth >= maxDepth) return 'too-deep';\n    // Before",
        '// Before',
      ],
      [
        'data-proto-key',
        'a key __proto__ never passes',
        'plain-data.ts',
        "if (key === '__proto__') return 'forbidden-key';",
        '',
      ],
      [
        'data-named-members',
        'an array has no members beside its own',
        'plain-data.ts',
        "if (Object.keys(value).length !== value.length) return 'not-plain-data';",
        '',
      ],
      [
        'data-sparse-listed',
        'an array is listed only when it fits',
        'plain-data.ts',
        "if (nodes + value.length > maxNodes) return 'too-many-values';",
        '',
      ],
      [
        'data-bytes-anywhere',
        'bytes pass only where they are declared',
        'plain-data.ts',
        'place === true && value instanceof Uint8Array',
        'value instanceof Uint8Array',
      ],
      [
        'data-shared-bytes',
        'memory that its sender can still write never passes',
        'plain-data.ts',
        '!(buffer instanceof ArrayBuffer) || isResizable(buffer)',
        'isResizable(buffer as ArrayBuffer)',
      ],
      [
        'data-growing-bytes',
        'what a buffer may grow to was measured',
        'plain-data.ts',
        ' || isResizable(buffer)',
        '',
      ],
      [
        'data-part-of-buffer',
        'the whole buffer behind bytes is counted',
        'plain-data.ts',
        'bytes += buffer.byteLength;',
        'bytes += value.byteLength;',
      ],
      [
        'data-no-number',
        'a number is finite',
        'plain-data.ts',
        "return Number.isFinite(value) ? take(cost.scalar) : 'not-plain-data';",
        'return take(cost.scalar);',
      ],
      [
        'data-any-object',
        'an object is of no class',
        'plain-data.ts',
        "if (Object.getPrototypeOf(value) !== Object.prototype) return 'not-plain-data';",
        '',
      ],
      [
        'data-escapes-free',
        'what has to be escaped counts as it is written',
        'json-bytes.ts',
        'bytes += taken;',
        'bytes += 1;',
      ],
      [
        'data-half-pairs-free',
        'half a pair of surrogates counts as it is written',
        'json-bytes.ts',
        'bytes += half;',
        'bytes += 2;',
      ],
    ],
  ),
  ...group(
    'extension-api/contracts',
    ['extension-api/contracts/port-message.test.ts'],
    [
      [
        'data-one-limit-for-all',
        'a method takes no more JSON than it says',
        'port-message.ts',
        'maxJson: (method.largestInput ?? ordinaryInput) + ofFrame.bytes,',
        'maxJson: limits.maxBytes,',
      ],
    ],
  ),
  ...group(
    'broker/port',
    ['broker/port/share.test.ts'],
    [
      [
        'share-free-writing',
        'what is done later with the JSON of a call is counted before',
        'gate.ts',
        'share.enter(laterWork(size), run, () => closed)',
        'share.enter(size.json + size.bytes, run, () => closed)',
      ],
    ],
  ),
  ...group(
    'broker/mcp',
    ['broker/mcp/programs.test.ts'],
    [
      [
        'mcp-untaken-uncounted',
        'a message that a server does not take is counted as its sender’s',
        'held-until-taken.ts',
        'return size.json <= smallCall ? 0 : size.json;',
        'return 0;',
      ],
    ],
  ),
  ...group(
    'extension-api/host',
    ['extension-api/host/connect-port.test.ts'],
    [
      [
        'client-sends-too-much',
        'an honest client is told of what would close its port',
        'connect-port.ts',
        "if (typeof size === 'string') throw sizeError(size);",
        '',
      ],
    ],
  ),
];
