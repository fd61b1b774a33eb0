import type { IncomingMessage, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
// @ts-expect-error: a program, for which there are no types
import { tell } from '../../mcp/fixtures/telling-server.mjs';
import { serve } from '../../network/fixtures/serving.ts';
import {
  answering,
  brokerInFolder,
  extensionNamed,
  type TestBroker,
  type TestExtension,
} from '../fixtures/broker-in-folder.ts';
import { rounds } from '../fixtures/rounds.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

/** Digits only: it may stand wherever a text may, and wherever a number may. */
const secret = '48213390571264480917';
const hex = Buffer.from(secret).toString('hex');
const base64 = Buffer.from(secret).toString('base64');
const written = [
  secret,
  hex,
  hex.toUpperCase(),
  base64,
  String(Number(secret)),
  Number(secret).toExponential(),
];
/** Eight digits of it are too many, in any of these. */
const traces = [secret.slice(0, 8), `4.${secret.slice(1, 8)}`, hex.slice(0, 16), base64.slice(0, 10)];

const provider = (id: string, more: object) => ({
  id,
  name: id,
  description: 'x',
  origins: ['{url}'],
  auth: { kind: 'bearer', secret: 'token' },
  fields: [
    { id: 'url', type: 'url', label: 'Address' },
    { id: 'token', type: 'secret', label: 'Token' },
    {
      id: 'team',
      type: 'choice',
      label: 'Team',
      required: false,
      options: { method: 'GET', path: '/list', list: '/items', value: '/value', label: '/label' },
    },
  ],
  test: { method: 'GET', path: '/list', expect: { status: [200] }, account: '/name' },
  reconnect: [{ status: [403], challenge: 'x' }],
  ...more,
});
const program = {
  origins: [],
  auth: { kind: 'none' },
  fields: ['script', 'mode', 'token'].map((id) => ({
    id,
    type: id === 'token' ? 'secret' : 'string',
    label: id,
    required: id === 'script',
  })),
  mcp: {
    transport: 'stdio',
    command: process.execPath,
    args: ['{script}', '{mode}'],
    environment: { SERVER_TOKEN: '{token}' },
  },
  test: undefined,
  reconnect: undefined,
};
const access = {
  methods: ['GET' as const],
  paths: ['/**'],
  mcpTools: ['*'],
  mcpCallbacks: ['sampling' as const],
};

let t: TestBroker;
/** One that is garbage gives its port back. */
let extension: TestExtension;
let outward: string[];
const textsIn = (value: unknown): string[] => {
  if (value instanceof Uint8Array) return [Buffer.from(value).toString('latin1')];
  if (typeof value !== 'object' || value === null) return [String(value)];
  if (value instanceof Error)
    return [value.message, ...textsIn(value.cause), ...Object.entries(value).flatMap(textsIn)];
  return Object.entries(value).flatMap(([key, member]) => [key, ...textsIn(member)]);
};
const leaks = (): string[] => {
  const all = [...outward, ...textsIn(t.logged), ...textsIn(t.prompts)];
  return all.filter((text) => traces.some((trace) => text.includes(trace)));
};
beforeEach(async () => {
  outward = [];
  t = await brokerInFolder({}, (_where, transport) => ({
    ...transport,
    post: (message, transfer) => {
      outward.push(...textsIn(message));
      transport.post(message, transfer);
    },
  }));
  t.answer = answering('once');
});
afterEach(() => t.close());

const connected = async (id: string, fields: Record<string, string>) => {
  const providers = [
    provider('api', {}),
    provider('mcp', { mcp: { path: '/mcp' } }),
    JSON.parse(JSON.stringify(provider('program', program))) as object,
  ];
  extension = t.attach(
    extensionNamed('reader', {
      contributes: {
        connectionProviders: providers,
        connectionRequests: ['api', 'mcp', 'program'].map((one) => ({
          provider: `acme.reader/${one}`,
          reason: 'x',
          access,
        })),
      },
    }),
  );
  const { id: connectionId } = await t.settings.createConnection({
    providerId: `acme.reader/${id}` as never,
    displayName: 'Work',
    fields,
    secrets: { token: secret },
  });
  const request = { provider: `acme.reader/${id}`, reason: 'x', access };
  return {
    client: extension.connections.use(await extension.connections.request(request)),
    connectionId,
  };
};
const redactionsOf = async (path?: string): Promise<number[]> => {
  const { entries } = await t.settings.listAudit({ kind: 'use.finished', limit: 100 } as never);
  return entries
    .filter((entry) => path === undefined || entry.path === path)
    .map(({ redactions = 0 }) => redactions);
};

/** One part of an answer, and where `text` stands in it. */
const parts = [
  'value',
  'name',
  'name in a word',
  'body',
  'number',
  'status text',
  'trailer',
  'other header',
  'path',
] as const;
type Part = (typeof parts)[number];
const plant = (
  part: Part,
  text: string,
  isStreamed: boolean,
  request: IncomingMessage,
  response: ServerResponse,
): void => {
  const name = text.replaceAll(/[^\w.-]/g, '-');
  const headers: Record<string, string> = { 'content-type': 'application/json' };
  if (part === 'value') Object.assign(headers, { etag: `"${text}"`, link: `<https://x/${text}>` });
  if (part === 'name') headers[`X-RateLimit-${name}`] = '1';
  if (part === 'name in a word') headers[`ratelimit-of${name}-and`] = '1';
  if (part === 'other header')
    Object.assign(headers, { 'set-cookie': text, 'x-echo': text, [`x-${name}`]: text });
  if (part === 'trailer') headers['trailer'] = 'x-ratelimit-end';
  if (part === 'path' && !request.url?.includes('redirected')) {
    response.writeHead(302, { location: `/redirected/${encodeURIComponent(text)}` }).end();
    return;
  }
  response.writeHead(200, part === 'status text' ? text.replaceAll(/[^ -~]/g, '-') : 'OK', headers);
  if (isStreamed) response.write(`[${'1,'.repeat(50_000)}`);
  const body =
    part === 'body' ? JSON.stringify({ [text]: text }) : part === 'number' ? `{"n":${text}}` : '{}';
  if (part === 'trailer') response.addTrailers({ 'x-ratelimit-end': text });
  if (isStreamed) setTimeout(() => response.end(`${body}]`), 5);
  else response.end(body);
};

describe('C3: every part of an answer is scrubbed', () => {
  it('every part of an HTTP answer, whole or in pieces, is scrubbed of every form', async () => {
    let next: [Part, string, boolean] = ['body', '', false];
    const served = await serve((request, response) => plant(...next, request, response));
    const { client } = await connected('api', { url: served.text });
    let times = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...parts),
        fc.constantFrom(...written),
        fc.boolean(),
        async (part, form, isStreamed) => {
          next = [part, form, isStreamed];
          outward = [];
          times += 1;
          const path = `/${times}`;
          const answer = await client.fetch(path);
          outward.push(...[...answer.headers].flat(), answer.statusText, answer.url, await answer.text());
          expect(leaks()).toEqual([]);
          await t.settings.listAudit({ limit: 100 });
          expect(leaks()).toEqual([]);
          const isShown = part === 'value' || part.startsWith('name') || part === 'body' || part === 'number';
          const [redactions = 0] = await redactionsOf(path);
          expect([part, form, redactions > 0]).toEqual([part, form, isShown]);
        },
      ),
      { numRuns: rounds(120) },
    );
  });

  it('Settings shows no secret in a connection test, its account or a list of choices', async () => {
    let value = '';
    let form = '';
    const served = await serve((_request, response) => {
      const headers = { 'www-authenticate': `Bearer error="${form}"`, etag: form };
      const list = `[{"value":${value},"label":${value}},{"value":"a","label":${value}}]`;
      response.writeHead(200, headers).end(`{"name":${value},"items":${list}}`);
    });
    const { connectionId } = await connected('api', { url: served.text });
    for (form of written) {
      const values = [JSON.stringify(form), ...(Number.isNaN(Number(form)) ? [] : [form])];
      for (value of values) {
        outward.push(...textsIn(await t.settings.testConnection({ connectionId })));
        const listed = t.settings.listChoices({ connectionId, field: 'team' }).catch((error) => error);
        outward.push(...textsIn(await listed));
        await t.settings.listAudit({ limit: 100 });
        expect(leaks()).toEqual([]);
      }
    }
  });

  describe.each(['HTTP, JSON', 'HTTP, events', 'stdio'] as const)('in an MCP session over %s', (wire) => {
    const open = async (mode = '') => {
      const script = fileURLToPath(new URL('../../mcp/fixtures/telling-server.mjs', import.meta.url));
      if (wire === 'stdio') return connected('program', { script, mode });
      const served = await serve((request, response) => {
        if (request.method !== 'POST') return response.writeHead(405, secret).end(secret);
        let text = '';
        request.on('data', (piece) => {
          text += piece;
        });
        request.on('end', () => {
          const message = JSON.parse(text) as { id?: unknown };
          const messages = tell(message, secret, mode) as string[];
          response.setHeader(`x-ratelimit-${secret}`, secret);
          response.setHeader('mcp-session-id', secret);
          if (message.id === undefined) response.writeHead(202).end();
          else if (wire === 'HTTP, JSON')
            response.writeHead(200, { 'content-type': 'application/json' }).end(`${messages.at(-1)}`);
          else {
            response.writeHead(200, { 'content-type': 'text/event-stream' });
            for (const one of messages) response.write(`event: message\nid: ${secret}\ndata: ${one}\n\n`);
            response.end();
          }
        });
        return undefined;
      });
      return connected('mcp', { url: served.text });
    };

    it('names, values, numbers, ids, methods, tokens and errors of MCP messages carry no secret', async () => {
      const { client } = await open();
      const session = await client.mcp({
        sampling: async (params) => {
          outward.push(...textsIn(params));
          return {};
        },
      });
      session.on('log', (entry) => outward.push(...textsIn(entry)));
      outward.push(...textsIn(session.server), ...textsIn(await session.listTools()));
      outward.push(...textsIn(await session.callTool('tell')));
      const error: unknown = await session.callTool('fail').catch((caught: unknown) => caught);
      outward.push(...textsIn(error));
      expect(error).toBeInstanceOf(Error);
      expect(textsIn(outward).some((text) => text.includes('[redacted]'))).toBe(true);
      expect((await redactionsOf('tools/call tell')).every((hits) => hits > 0)).toBe(true);
      await t.settings.listAudit({ limit: 100 });
      expect(leaks()).toEqual([]);
    });

    it.each(['refuses', 'other-version'])(
      'a failing handshake leaks no secret: the server %s',
      async (mode) => {
        const { client } = await open(mode);
        const error: unknown = await client.mcp().catch((caught: unknown) => caught);
        outward.push(...textsIn(error));
        expect(await codeOf(Promise.reject(error))).toBe('mcp-failed');
        await t.settings.listAudit({ limit: 100 });
        expect(leaks()).toEqual([]);
      },
    );
  });
});
