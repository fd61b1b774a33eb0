import type { JsonObject } from '@valetkey/api-contracts';
import type { Say } from '../../contracts/texts/say.ts';
import { isObject } from '../../json/is-object.ts';
import { parseJson } from '../../json/parse-json.ts';
import { placed, words } from './draft-provider.ts';
import type { AddressAnswer, ProviderDraft } from './drafted.ts';

/** Of an MCP server, by what it answers; undefined where it is none. */
export function draftMcp(say: Say, url: URL, answered: AddressAnswer): ProviderDraft | undefined {
  const { status, headers } = answered;
  const result = resultIn(answered);
  const challenge = headers.get('www-authenticate') ?? '';
  if (result === undefined && !(status === 401 && /^bearer\b/i.test(challenge))) return undefined;
  const signsIn = /[ ,]resource_metadata\s*=/i.test(challenge);
  const token: JsonObject = { id: 'token', type: 'secret', label: 'Access token' };
  const [credential, how] =
    result !== undefined
      ? [
          { auth: { kind: 'none' }, fields: [] as JsonObject[] },
          say('The server answers without a credential.'),
        ]
      : signsIn
        ? [
            { auth: { kind: 'oauth2', discovery: 'mcp', client: {} }, fields: [] as JsonObject[] },
            say('The server names its authorization server: users sign in and enter no secret.'),
          ]
        : [
            { auth: { kind: 'bearer', secret: 'token' }, fields: [token] },
            say('The server wants a bearer token, and does not say where users get one.'),
          ];
  const info = isObject(result?.['serverInfo']) ? result['serverInfo'] : {};
  return {
    provider: {
      id: 'api',
      version: 1,
      name: words(info['title'] ?? info['name'], 80) ?? url.hostname,
      description: 'An MCP server.',
      ...placed(credential, []),
      origins: [url.origin],
      mcp: { path: `${url.pathname}${url.search}` },
    },
    notes: [how],
    advice: [
      ...(result === undefined ? [] : ['Where its tools need a credential, declare `auth`.']),
      'Nothing is asked for. Add an entry to `connectionRequests` with the tools that you need in `mcpTools`.',
    ],
  };
}

const resultIn = ({ status, headers, text }: AddressAnswer): JsonObject | undefined => {
  if (status !== 200) return undefined;
  const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
  // A stream may begin with an event without data, from which a client goes on after a break.
  const messages = isStream ? [...text.matchAll(/^data: ?(.+)$/gm)].map(([, data = '']) => data) : [text];
  for (const message of messages) {
    const result = resultOf(parseJson(message));
    if (result !== undefined) return result;
  }
  return undefined;
};

const resultOf = (message: unknown): JsonObject | undefined => {
  const result = isObject(message) && message['jsonrpc'] === '2.0' ? message['result'] : undefined;
  return isObject(result) && typeof result['protocolVersion'] === 'string' ? result : undefined;
};
