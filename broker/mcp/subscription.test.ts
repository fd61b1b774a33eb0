import { expect, it, vi } from 'vitest';
import { codeOf } from '../network/fixtures/serving.ts';
import { subscriptionKey } from './envelope.ts';
import type { PendingRequest } from './pending-request.ts';
import { makeSubscription } from './subscription.ts';

type Filter = { readonly resourceSubscriptions?: readonly string[]; readonly toolsListChanged?: true };

/** A server that acknowledges what it is told to, and whose requests are numbered. */
const listening = () => {
  const server = {
    requests: [] as PendingRequest[],
    isDown: false,
    /** Undefined: it does not acknowledge. */
    honours: (filter: Filter): object | undefined => filter,
  };
  const missed: (readonly string[])[] = [];
  const subscription = makeSubscription({
    capabilities: { tools: { listChanged: true }, resources: { subscribe: true } },
    wholeServer: true,
    paramsOf: (params) => params,
    isUnder: (id, request) => server.requests[Number(id)] === request,
    missed: (uris) => missed.push(uris),
    send: async (request) => {
      if (server.isDown) throw new Error('refused');
      const id = server.requests.push(request) - 1;
      request.leaves({ forget: () => undefined, tellCalledOff: async () => undefined });
      const notifications = server.honours(request.params?.['notifications'] as Filter);
      if (notifications === undefined) return request.fail(new Error('rejected'));
      subscription.acknowledged(told('notifications/subscriptions/acknowledged', id, { notifications }));
    },
  });
  const told = (method: string, id: number, params: object = {}): never =>
    ({ jsonrpc: '2.0', method, params: { ...params, _meta: { [subscriptionKey]: id } } }) as never;
  const hears = (id: number): boolean =>
    subscription.heard(told('notifications/tools/list_changed', id)) !== undefined;
  const filters = (): unknown[] =>
    server.requests.map(
      ({ params }) => (params?.['notifications'] as Filter | undefined)?.resourceSubscriptions,
    );
  return { server, subscription, missed, hears, filters };
};

it('a session listens again after several attempts that failed, and is told what it may have missed', async () => {
  const { server, subscription, missed, hears } = listening();
  subscription.begin();
  await vi.waitFor(() => expect(hears(0)).toBe(true));
  server.isDown = true;
  server.requests[0]?.fail(new Error('the connection broke'));
  await vi.waitFor(() => expect(missed, 'the first attempt failed').toHaveLength(1));
  server.isDown = false;
  await vi.waitFor(() => expect(missed).toHaveLength(2));
  expect([server.requests.length, hears(1)]).toEqual([2, true]);
  subscription.end();
  expect(server.requests[1]?.isOpen()).toBe(false);
});

it('a subscription that the server rejects leaves the one before it, and is not asked for again', async () => {
  const { server, subscription, hears, filters } = listening();
  await subscription.subscribe('note://one');
  server.honours = () => undefined;
  await expect(codeOf(subscription.subscribe('note://bad'))).resolves.toBe('mcp-failed');
  expect([hears(0), server.requests[0]?.isOpen()]).toEqual([true, true]);
  server.honours = (filter) => filter;
  await subscription.subscribe('note://two');
  expect(filters()).toEqual([['note://one'], ['note://one', 'note://bad'], ['note://one', 'note://two']]);
  expect([hears(0), hears(2), server.requests[0]?.isOpen()]).toEqual([false, true, false]);
});

it('a resource that the server leaves out of what it acknowledges is not subscribed to', async () => {
  const { server, subscription, filters } = listening();
  server.honours = ({ resourceSubscriptions = [], ...rest }) => ({
    ...rest,
    resourceSubscriptions: resourceSubscriptions.filter((uri) => uri !== 'note://hidden'),
  });
  await subscription.subscribe('note://one');
  await expect(codeOf(subscription.subscribe('note://hidden'))).resolves.toBe('mcp-failed');
  await subscription.subscribe('note://two');
  expect(filters().at(-1)).toEqual(['note://one', 'note://two']);
});

it('a request to listen that is not acknowledged yet ends with its session', async () => {
  const { server, subscription } = listening();
  const { requests } = server;
  const open: boolean[] = [];
  server.honours = () => {
    open.push(requests[0]?.isOpen() ?? false);
    subscription.end();
    open.push(requests[0]?.isOpen() ?? true);
    return undefined;
  };
  await expect(codeOf(subscription.subscribe('note://one'))).resolves.toBe('mcp-failed');
  expect(open).toEqual([true, false]);
});
