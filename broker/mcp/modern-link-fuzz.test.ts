import { type JsonObject, mcpServerNotificationMethods, ValetkeyError } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { countProof } from '../checks/fixtures/proof-counts.ts';
import { mutate, pickFrom, type Random, randomFrom } from '../port/fixtures/values-of-schema.ts';
import type { Channel } from './channel.ts';
import { subscriptionKey } from './envelope.ts';
import { makeExchange } from './exchange.ts';
import { judgeAnswer } from './judge-discovery.ts';
import { type ModernPowers, makeModernLink } from './modern-link.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import type { Wire } from './wire.ts';
import { makeWireIds, type ServerMessage } from './wire-ids.ts';

const links = 400;
const messagesEach = 60;

const question = {
  method: 'elicitation/create',
  params: { message: 'Who?', requestedSchema: { type: 'object', properties: { a: { type: 'string' } } } },
};
const tool = {
  name: 'echo',
  inputSchema: { type: 'object', properties: { a: { type: 'string', 'x-mcp-header': 'A' } } },
};
const results: readonly object[] = [
  { resultType: 'complete', content: [{ type: 'text', text: 'x' }], structuredContent: { a: 1 } },
  { resultType: 'complete', tools: [tool], ttlMs: 1_000, cacheScope: 'private', nextCursor: 'n' },
  { resultType: 'input_required', inputRequests: { one: question }, requestState: 's' },
  { resultType: 'task', taskId: 't', status: 'working', pollIntervalMs: 10, ttlMs: 60_000 },
  { taskId: 't', status: 'input_required', inputRequests: { one: question } },
  { supportedVersions: ['2026-07-28'], capabilities: { tools: { listChanged: true } } },
];
const methods = [
  ...mcpServerNotificationMethods,
  'notifications/subscriptions/acknowledged',
  'notifications/tasks',
  ...['elicitation/create', 'sampling/createMessage', 'roots/list', 'ping', 'tools/call'],
];

/** A server that knows every id that it was sent, and says of each message what it likes. */
const messageFor = (ids: readonly number[], random: Random): unknown => {
  const id = ids.length > 0 && random() < 0.9 ? pickFrom(random, ids) : pickFrom(random, [0, -1, 7]);
  const meta = { [subscriptionKey]: id };
  const sound = pickFrom<object>(random, [
    { id, result: pickFrom(random, results) },
    { id, error: { code: pickFrom(random, [-32_601, -32_022, -32_020, -32_042]), message: 'no', data: {} } },
    {
      method: pickFrom(random, methods),
      params: { requestId: id, progressToken: id, progress: 1, uri: 'a://b', _meta: meta },
    },
    { id, method: pickFrom(random, methods), params: { ...question.params, _meta: meta } },
  ]);
  return random() < 0.5 ? sound : mutate(sound, random);
};

const isMessage = (value: unknown): value is ServerMessage => {
  // What the SDK's wire would have refused never arrives here.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const { method, result, error, params } = value as Record<string, unknown>;
  const isObject = (one: unknown): boolean => typeof one === 'object' && one !== null && !Array.isArray(one);
  if (method !== undefined) return typeof method === 'string' && (params === undefined || isObject(params));
  if (error === undefined) return isObject(result);
  const { code, message } = (isObject(error) ? error : {}) as { code?: unknown; message?: unknown };
  return Number.isSafeInteger(code) && typeof message === 'string';
};

it('24,000 sound and mutated messages of a server of 2026-07-28 throw nothing and pass on only what may be', async () => {
  const random = randomFrom(20_260_728);
  const errors: unknown[] = [];
  let settled = 0;
  for (let at = 0; at < links; at += 1) {
    const ids: number[] = [];
    const passed: ServerMessage[] = [];
    const wire = {
      hasPerRequestStream: true,
      send: async (message: unknown) => void ids.push((message as { id: number }).id),
    } as unknown as Wire;
    const exchange = makeExchange(wire, makeWireIds());
    const powers: ModernPowers = {
      wholeServer: random() < 0.5,
      scrubText: (text) => text,
      pass: (message) => void passed.push(message),
      passProgress: (message, of) => of?.progressToken !== undefined && passed.push(message),
      passedOver: () => undefined,
      toolsChanged: () => undefined,
      credential: () => '',
      missed: () => undefined,
      forgetEra: () => undefined,
      sendAgain: async (_request, send) => send(),
      keepTask: () => undefined,
      ask: (callback, _question, answer) => {
        expect(['elicitation', 'sampling', 'roots']).toContain(callback);
        queueMicrotask(() => void answer({ result: { action: 'accept' } }));
        return { withdraw: () => undefined };
      },
    };
    const ended = new Promise<void>(() => undefined);
    const channel = { wire, exchange, ended, close: async () => undefined } as unknown as Channel;
    const discovered = {
      supportedVersions: [],
      capabilities: { tools: { listChanged: true } },
    } as JsonObject;
    const asks = { offers: { elicitation: {} }, protocolVersion: '2025-11-25' };
    const link = makeModernLink(channel, discovered, asks, powers);
    const requests: PendingRequest[] = [];
    for (const method of ['tools/list', 'tools/call', 'resources/read', 'ping'] as const) {
      const request = makePendingRequest(method, { name: 'echo', arguments: { a: 'x' } }, 'p');
      requests.push(request);
      request.answer.then(
        (answer) => {
          settled += 1;
          if (!isMessage(answer)) errors.push(answer);
        },
        (error) => {
          settled += 1;
          if (!(error instanceof ValetkeyError)) errors.push(error);
        },
      );
      void link.request(request).catch(request.fail);
    }
    for (let sent = 0; sent < messagesEach; sent += 1) {
      const message = messageFor(ids, random);
      if (!isMessage(message)) continue;
      link.receive(message);
      if ('result' in message || 'error' in message)
        judgeAnswer(message, { legacyVersions: ['2025-11-25'], wasModern: random() < 0.5 });
      await Promise.resolve();
    }
    await new Promise((resolve) => setImmediate(resolve));
    for (const message of passed)
      expect(mcpServerNotificationMethods).toContain((message as { method?: string }).method);
    for (const request of requests) request.fail(new ValetkeyError({ code: 'aborted' }));
    await link.close(false);
  }
  expect(errors).toEqual([]);
  expect(settled).toBe(links * 4);
  expect(Object.prototype).not.toHaveProperty('a');
  countProof({ frames: links * messagesEach });
}, 120_000);
