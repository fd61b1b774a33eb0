import type { JsonObject } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { makeModernClient } from './mcp-modern-client.ts';
import type { McpPort } from './mcp-port.ts';

/** A port whose server lets subscribe to what ends in "yes", and what the client was told. */
const listening = () => {
  const told: { method?: unknown; params?: unknown }[] = [];
  const sent: string[] = [];
  let during = (): void => undefined;
  const port = {
    handshake: {
      serverInfo: { name: 'a server', version: '1' },
      capabilities: { tools: { listChanged: true }, prompts: {}, resources: { subscribe: true } },
    },
    request: async (id: string, method: string, { uri }: { uri: string }) => {
      sent.push(`${method} ${uri}`);
      during();
      if (uri.startsWith('gone')) throw new Error('the broker says no');
      const answer = uri.endsWith('yes') ? { result: {} } : { error: { code: -32602, message: 'no' } };
      client.receive({ id, ...answer });
    },
  } as unknown as McpPort;
  const client = makeModernClient(
    port,
    (message) => told.push(message),
    () => ({}),
  );
  const change = (uri: string): void =>
    client.receive({ method: 'notifications/resources/updated', params: { uri } });
  const listen = (notifications: JsonObject) => client.request(1, 'subscriptions/listen', { notifications });
  return {
    told,
    sent,
    client,
    change,
    listen,
    during: (work: () => void) => {
      during = work;
    },
  };
};
const methods = (told: readonly { method?: unknown }[]): unknown[] => told.map(({ method }) => method);

it('a subscription is acknowledged for what the server tells of, and for nothing else', async () => {
  const { told, listen } = listening();
  await listen({
    toolsListChanged: true,
    promptsListChanged: true,
    resourceSubscriptions: ['a:yes', 'a:no', 'gone:yes'],
  });
  expect(told).toMatchObject([
    {
      method: 'notifications/subscriptions/acknowledged',
      params: { notifications: { toolsListChanged: true, resourceSubscriptions: ['a:yes'] } },
    },
  ]);
  expect(JSON.stringify(told)).not.toMatch(/promptsListChanged|a:no|gone/);
});

it('nothing is told of a subscription before it is acknowledged, and nothing is lost', async () => {
  const { told, listen, change, during } = listening();
  during(() => change('a:yes'));
  await listen({ resourceSubscriptions: ['a:yes', 'a:no'] });
  expect(methods(told)).toEqual([
    'notifications/subscriptions/acknowledged',
    'notifications/resources/updated',
    'notifications/resources/updated',
  ]);
  change('a:no');
  expect(told).toHaveLength(3);
});

it('a subscription that is called off while it begins is not acknowledged, and is ended at the server', async () => {
  const { told, sent, listen, client, during } = listening();
  let calledOff: Promise<void> | undefined;
  during(() => {
    calledOff ??= client.cancelled(1);
  });
  await listen({ resourceSubscriptions: ['a:yes'] });
  await calledOff;
  expect(sent).toEqual(['resources/subscribe a:yes', 'resources/unsubscribe a:yes']);
  expect(told).toEqual([]);
});
