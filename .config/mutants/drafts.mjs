import { group } from './group.mjs';

/** Of what a prompt, a program's words and a draft say. */
export const draftMutants = [
  ...group(
    'broker/mcp',
    ['broker/mcp/asked-scrubbed.test.ts'],
    [
      [
        'asked-call-unscrubbed',
        'the prompt of a call shows no secret',
        'guarded-tools.ts',
        'call.params ?? {}, scrubText)',
        'call.params ?? {}, (text) => text)',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/program-words.test.ts'],
    [
      [
        'lone-variable-unsaid',
        'a lone variable stands in the words of a program',
        'resolve-mcp.ts',
        'variables.length === 0 ? []',
        'variables.length <= 1 ? []',
      ],
      [
        'folder-of-program-relative',
        'the folder of a program is absolute',
        'resolve-mcp.ts',
        'if (cwd !== undefined && !isAbsolute(cwd))',
        "if (cwd === '')",
      ],
      [
        'command-with-nul',
        'a command holds no NUL',
        'resolve-mcp.ts',
        "text.includes('\\0')",
        'text.length < 0',
      ],
    ],
  ),
  ...group(
    'broker/providers/draft',
    ['broker/providers/draft/draft-said.test.ts'],
    [
      [
        'draft-token-elsewhere-unsaid',
        'a draft says that the client secret goes to another host',
        'draft-provider.ts',
        '["The client secret and codes go to {place}: make sure that it is the service\'s.", token],',
        '',
      ],
      [
        'draft-issuer-elsewhere-unsaid',
        'a draft says that an issuer is another host',
        'draft-provider.ts',
        "auth['issuer'],",
        'undefined,',
      ],
      [
        'draft-server-alike-unsaid',
        'a draft says that a server is another host',
        'draft-provider.ts',
        'server.origin !== undefined && server.origin !== documentUrl.origin',
        'server.origin !== undefined && !server.origin.endsWith(documentUrl.host)',
      ],
      [
        'draft-links-script',
        'a draft links to pages alone',
        'draft-provider.ts',
        'isHttps(documentation) ? documentation',
        "typeof documentation === 'string' ? documentation",
      ],
      [
        'draft-name-hides',
        'the name in a draft hides no characters',
        'draft-provider.ts',
        '[\\p{C}\\p{Z}\\s]+',
        '[\\p{Z}\\s]+',
      ],
      [
        'draft-server-with-user',
        'a draft offers no server with a user name',
        'servers.ts',
        "if (url.username !== '' || url.password !== '')",
        "if (url.password !== '')",
      ],
      [
        'draft-server-in-plain',
        'a draft offers no server in plain HTTP',
        'servers.ts',
        "(url.protocol === 'http:' && isLoopback)",
        "(url.protocol === 'http:')",
      ],
      [
        'draft-path-with-variable',
        'a draft leaves no variable in a path',
        'servers.ts',
        "/[{}]/.test(path) ? '' : path",
        'path',
      ],
      [
        'draft-without-credential-unsaid',
        'a draft says that no credential is sent',
        'credential.ts',
        '...(ways.length === 0 ?',
        '...(ways.length < 0 ?',
      ],
    ],
  ),
];
