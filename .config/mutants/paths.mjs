/** The mutants of path caveats (B2), and of the MCP endpoint as a place for `fetch` (B3). */
import { group } from './group.mjs';

const readingTests = [
  'broker/network/destination-caveats.test.ts',
  'broker/network/path-readings.property.test.ts',
  'broker/network/read-by-servers.test.ts',
];

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const pathMutants = [
  ...group(
    'extension-api/contracts',
    ['extension-api/contracts/path-segment.test.ts'],
    [
      [
        'path-parameters',
        'a path parameter is refused under a path caveat',
        'path-segment.ts',
        "if (folded.includes(';')) return 'path-parameter';",
        "if (folded.includes(';')) return undefined;",
      ],
      [
        'path-characters',
        'what ends a path or looks like a slash is refused, encoded too',
        'path-segment.ts',
        "if (inNoName.test(name) || inNoName.test(folded)) return 'encoded-path';",
        '',
      ],
      [
        'path-unfolded',
        'NFKC turns no admitted segment into something else',
        'path-segment.ts',
        "name.normalize('NFKC')",
        'name',
      ],
      [
        'path-nothing-left',
        'a segment of blanks and dots is none',
        'path-segment.ts',
        'if (something.test(folded)) return undefined;',
        'if (folded.length > 0) return undefined;',
      ],
      [
        'path-not-utf8',
        'bytes that are not UTF-8 are refused',
        'path-segment.ts',
        "if (decoded === undefined) return 'encoded-path';",
        "if (decoded === undefined) return 'one';",
      ],
      [
        'path-plain-with-parameters',
        'the short way admits no more than the long one',
        'path-segment.ts',
        "/^[\\w~!$&'()*,=@-][\\w~!$&'()*+,=:@.-]*$/",
        "/^[\\w~!$&'()*+,=:@.;-]+$/",
      ],
    ],
  ),
  ...group('broker/network', readingTests, [
    [
      'path-slash-anywhere',
      'an encoded slash passes below a ** alone',
      'path-pattern.ts',
      'if (plainUpTo < (open ? segments.length : given.length)) return false;',
      '',
    ],
    [
      'path-unjudged',
      'a segment that servers read differently is refused',
      'path-pattern.ts',
      "else if (reading !== 'one') return { ok: false, why: reading };",
      '',
    ],
  ]),
  ...group(
    'broker/use',
    ['broker/mcp/fetch-past-tools.test.ts'],
    [
      [
        'mcp-endpoint-open',
        'without every tool, fetch does not reach the MCP server',
        'barred-endpoints.ts',
        '...(admitsEveryTool(levels) && !countsCalls(levels) ? [] : mcpEndpoints(connection, method)),',
        '',
      ],
      [
        'mcp-endpoint-of-parent',
        'a weaker handle may not what its parent may',
        'barred-endpoints.ts',
        'admitsEveryTool(levels)',
        'admitsEveryTool(levels.slice(0, 1))',
      ],
      [
        'mcp-endpoint-not-below',
        'what is below the endpoint is barred, too',
        'barred-endpoints.ts',
        'below: true,',
        'below: false,',
      ],
      [
        'mcp-messages-open',
        'nothing is posted to a server of the older transport',
        'barred-endpoints.ts',
        "mcp.transport === 'sse' && method",
        "mcp.transport !== 'sse' && method",
      ],
      [
        'mcp-endpoint-untold',
        'consent says where requests reach every tool',
        'barred-endpoints.ts',
        "if (!mcpTools.includes('*')) return false;",
        'return false;',
      ],
    ],
  ),
  ...group(
    'broker/network',
    ['broker/mcp/fetch-past-tools.test.ts'],
    [
      [
        'mcp-endpoint-read-one-way',
        'no spelling of the endpoint passes that one server decodes and another does not',
        'barred-endpoint.ts',
        'return comeInOrder(wanted, given) || comeInOrder(wanted, namesOf(withoutControls(text)));',
        'return false;',
      ],
      [
        'mcp-endpoint-decoded-once',
        'no spelling passes that is encoded more than once',
        'barred-endpoint.ts',
        'if (times === mostDecodings) return undefined;',
        'if (times === mostDecodings) return [];',
      ],
    ],
  ),
];
