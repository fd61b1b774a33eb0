/** The mutants of handles, of what a request may be, of MCP sessions, and of what a change of things leaves standing. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const handleRequestSessionMutants = [
  ...group(
    'extension-api',
    ['extension-api/capability-handle.test.ts'],
    [
      [
        'handle-by-prototype',
        'what only looks like a handle is none',
        'capability-handle.ts',
        'connections.set(handle, connected);',
        'connections.set(handle, connected);\n  connections.set(OpaqueHandle.prototype, connected);',
      ],
      [
        'handle-in-json',
        'a handle cannot be put into JSON',
        'capability-handle.ts',
        "throw new TypeError('A capability handle is not data: it cannot be stored or sent as JSON.');",
        'return undefined as never;',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/checks/threats/a-handles.test.ts', 'broker/checks/threats/d-identity.test.ts'],
    [
      [
        'handles-outlive-owner',
        'a handle dies with the extension that it was given to',
        'extensions/attach-extension.ts',
        "ledger.endWhere((live) => live.principal.id === id, 'extension-stopped');",
        '',
      ],
      [
        'changed-extension-trusted',
        'an extension whose content changed is another one',
        'extensions/attach-extension.ts',
        'const extensionChanged = principal.id === id && principal.contentDigest !== contentDigest;',
        'const extensionChanged = false;',
      ],
    ],
  ),
  ...group(
    'broker/connections',
    ['broker/checks/threats/d-identity.test.ts', 'broker/connections/connection-store.test.ts'],
    [
      [
        'dead-id-again',
        'the id of a deleted connection is dead for good',
        'connection-migrations.ts',
        "SELECT RAISE(ABORT, 'this id is dead');",
        'SELECT 1;',
      ],
    ],
  ),
  ...group(
    'broker/network',
    [
      'broker/network/destination-caveats.test.ts',
      'broker/checks/threats/b-destinations.test.ts',
      'broker/network/send.test.ts',
      'broker/checks/threats/b-requests.test.ts',
      'broker/network/encrypted.test.ts',
    ],
    [
      [
        'path-dots',
        'a path with dot segments is refused',
        'path-tricks.ts',
        "hasDotSegment(decode(rawPath) ?? rawPath.replaceAll(/%2f/gi, '/'))",
        'false',
      ],
      [
        'query-key-in-capitals',
        "the credential's parameter is reserved in any spelling",
        '../reserved-query.ts',
        '    .toLowerCase()\n',
        '',
      ],
      ['method-trace', 'CONNECT and TRACE are refused', 'method.ts', ' && !refused.has(method)', ''],
      [
        'tls-by-environment',
        'the environment does not turn certificates off',
        'connect.ts',
        'rejectUnauthorized: true,',
        "rejectUnauthorized: process.env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0',",
      ],
    ],
  ),
  ...group(
    'broker/network',
    [
      'broker/secrets/kinds/hostile-values.property.test.ts',
      'broker/checks/proof/client-certificate.test.ts',
      'broker/checks/proof/rotation.test.ts',
    ],
    [
      [
        'header-value-as-typed',
        'what a user enters stays inside its header',
        '../secrets/kinds/set-header.ts',
        'headers[name] = asHeaderValue(value);',
        'headers[name] = value;',
      ],
      [
        'certificate-over-plain-http',
        'a client certificate is for https only',
        '../secrets/kinds/mtls.ts',
        "if (url.protocol !== 'https:')",
        "if (url.protocol === 'ftp:')",
      ],
      [
        'certificate-of-before',
        'a new certificate does not use the sockets of the one before',
        'lanes.ts',
        'if (current.identity !== identity) switchTo(identity);',
        'if (current === without) switchTo(identity);',
      ],
    ],
  ),
  ...group(
    'broker/use',
    [
      'broker/mcp/http-sessions.test.ts',
      'broker/mcp/asked-calls.test.ts',
      'broker/mcp/inbox.test.ts',
      'broker/checks/threats/c-hostile-server.test.ts',
      'broker/checks/threats/c-mcp-principals.test.ts',
    ],
    [
      [
        'mcp-outlives-handle',
        'an MCP session ends when its handle ends',
        '../mcp/open-mcp.ts',
        'for (const end of [...openNow]) end(why);',
        '',
      ],
      [
        'session-shared-by-extensions',
        'a session is one of a principal and a connection',
        'session.ts',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: the file's own text
        'const key = `${extension} ${connectionId}`;',
        'const key = connectionId;',
      ],
      [
        'mcp-use-unrecorded',
        'an intent is written before anything leaves in an MCP session',
        '../mcp/mcp-use.ts',
        "await record.intend({ method: 'MCP', path: powers.scrubText(subject), ...origin }, takes);",
        '',
      ],
      [
        'call-denied-and-made',
        'a call that is asked about and denied does not leave',
        '../requests/ask-call.ts',
        "const denied = answer.decision === 'deny' || over.aborted;",
        'const denied = over.aborted;',
      ],
      [
        'inbox-without-end',
        'what an MCP server sends by itself and nobody takes is bounded',
        '../mcp/inbox.ts',
        'waiting.length < mostWaiting && waitingBytes < mostWaitingBytes',
        'waiting.length >= 0',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/extensions/log-line.test.ts'],
    [
      [
        'log-line-of-ours',
        'no line that an extension writes begins as one of ours',
        'extensions/log-line.ts',
        String.raw`.join('\n  ')`,
        String.raw`.join('\n')`,
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/settings/migrate-connections.test.ts', 'broker/settings/delete-connection.test.ts'],
    [
      [
        'migration-moves-secret',
        'a new version of a provider takes a secret along only to the place that it was sealed for',
        'settings/migrate-connections.ts',
        ' || authorityDigest(then) !== before',
        '',
      ],
      [
        'deleted-under-a-wrong-clock',
        'a clock that was set back keeps no deleted connection',
        'settings/delete-connection.ts',
        'Math.abs(now() - at) >= undoMs',
        'now() - at >= undoMs',
      ],
    ],
  ),
  ...group(
    'broker',
    ['broker/settings/access-methods.test.ts'],
    [
      [
        'once-for-more',
        'what was allowed once from Settings is no yes to a wider request',
        'requests/unmet-requests.ts',
        'if (uncovered(allowed.access, access) !== undefined) return undefined;',
        'if (!asShown) return undefined;',
      ],
      [
        'stopped-and-going-on',
        'while everything is stopped nothing is handed out',
        'grants/halt.ts',
        'stopped: () => controller.signal.aborted,',
        'stopped: () => false,',
      ],
    ],
  ),
  ...group(
    'broker',
    [
      'broker/providers/authority.test.ts',
      'broker/providers/resolve-sign-in.test.ts',
      'broker/oauth/cross-app.test.ts',
    ],
    [
      [
        'sign-in-places-unbound',
        'the places of a sign-in are in the digest',
        'providers/authority.ts',
        '...[signIn.origins, signIn.client, signIn.issuer ?? null, signIn.resource ?? null],',
        '...[signIn.client, signIn.issuer ?? null, signIn.resource ?? null],',
      ],
      [
        'assertion-for-anybody',
        'the identity assertion that an ID token is exchanged for names one server as its audience',
        'secrets/oauth/identity-provider.ts',
        'audience: server.metadata.issuer,',
        'audience: at.clientId,',
      ],
    ],
  ),
  ...group(
    'broker',
    [
      'broker/cli/hold-while-asked.test.ts',
      'broker/shells/node/terminal-wrap.test.ts',
      'broker/database/open-database.test.ts',
    ],
    [
      [
        'lines-between-a-prompt-and-its-answer',
        'nothing that an extension logs comes between a prompt and its answer',
        'cli/hold-while-asked.ts',
        'if (!asked) print(line);',
        'if (asked || !asked) print(line);',
      ],
      [
        'wrapped-by-the-terminal',
        'no part of a long line of an extension begins as a line of ours',
        'shells/node/terminal-wrap.ts',
        "return lines.join('\\n  ');",
        "return lines.join('\\n');",
      ],
      [
        'another-schema',
        'a database with tables, columns or triggers that no migration made is refused',
        'database/refuse-other-schema.ts',
        'if (schemaOf(database) === schemaAfter(migrations)) return;',
        'return;',
      ],
    ],
  ),
];
