import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { McpSession } from '@valetkey/extension-api';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { answering, brokerInFolder } from '../checks/fixtures/broker-in-folder.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import type { ConsentPrompt } from '../contracts/consent.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { reads, startChangingServer } from './fixtures/changing-server.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';

const look = reads('look');
const add = { name: 'add', annotations: { readOnlyHint: false, destructiveHint: false } };
const remove = { name: 'remove', annotations: { destructiveHint: true } };
const unsaid = { name: 'unsaid' };

describe('a call of a tool that the user wants to be asked about', () => {
  let broker: McpBroker;
  let server: Awaited<ReturnType<typeof startChangingServer>>;
  let session: McpSession;
  beforeEach(async () => {
    [broker, server] = await Promise.all([mcpBroker(), startChangingServer([look, add, remove, unsaid])]);
    (await broker.client('http', { url: server.url })).dispose();
  });
  afterEach(async () => {
    await broker.close();
    await server.stop();
  });
  const request = async () => {
    const { connections } = broker.extension;
    const asked = { provider: 'acme.mcp/http' as never, reason: 'For tests.', access: { mcpTools: ['*'] } };
    return connections.use(await connections.request(asked as never));
  };
  /** "Always allow", and then this answer to every call. */
  const always = async (toCall: 'once' | 'deny' | 'always', more: object = {}) => {
    broker.answer = answering('always', more);
    session = await (await request()).mcp();
    await session.listTools();
    broker.answer = answering(toCall);
  };
  const asked = (): ConsentPrompt[] => broker.prompts.filter(({ call }) => call !== undefined);
  const toolsAsked = () => asked().map(({ call }) => call && 'tool' in call && call.tool.name);
  const grantId = async () => (await broker.settings.listGrants({}))[0]?.id as never;

  it('a call under "always" asks if the tool may destroy, or makes no claim', async () => {
    await always('once');
    for (const name of ['look', 'add', 'remove', 'unsaid', 'remove']) await session.callTool(name, { at: 1 });
    expect(toolsAsked()).toEqual(['remove', 'unsaid', 'remove']);
    expect(server.calls).toEqual(['look', 'add', 'remove', 'unsaid', 'remove']);
    expect(asked()[0]).toMatchObject({
      extension: { id: 'acme.mcp' },
      choices: [{ origins: [server.url] }],
      call: {
        tool: { effect: 'may-destroy' },
        parts: [{ name: 'arguments.at', value: '1', cut: 0 }],
        more: 0,
      },
    });
  });

  it('a call under "once" does not ask again, because "once" covers an hour and all that was shown', async () => {
    broker.answer = answering('once');
    await (await (await request()).mcp()).callTool('remove');
    expect(asked()).toEqual([]);
  });

  it('a denied call is not sent, and both answers are in the log', async () => {
    await always('deny');
    expect(await codeOf(session.callTool('remove'))).toBe('denied');
    broker.answer = answering('once');
    await session.callTool('remove');
    expect(server.calls).toEqual(['remove']);
    const { entries } = await broker.settings.listAudit({ path: 'tools/call remove', limit: 50 } as never);
    const lines = entries.map(({ kind, outcome, code }) =>
      [kind, outcome ?? '', code ?? ''].join(' ').trim(),
    );
    expect(lines.toReversed()).toEqual([
      ...['consent.asked', 'consent.answered deny', 'use.refused refused denied'],
      ...['consent.asked', 'consent.answered once', 'use.intended', 'use.finished ok'],
    ]);
  });

  it.each(['always', 'another prompt'] as const)(
    'a call is not allowed by an answer that is %s',
    async (which) => {
      await always('once');
      broker.answer = ({ nonce, choices: [choice] }) => ({
        nonce: which === 'always' ? nonce : 'a'.repeat(22),
        decision: which === 'always' ? 'always' : 'once',
        connectionId: choice?.connectionId as never,
      });
      expect(await codeOf(session.callTool('remove'))).toBe('denied');
      expect(server.calls).toEqual([]);
    },
  );

  it('a denied call costs no use', async () => {
    await always('deny');
    const weaker = await (await request()).attenuate({ maxUses: 2 });
    const once = await broker.extension.connections.use(weaker).mcp(); // one
    expect(await codeOf(once.callTool('remove'))).toBe('denied');
    broker.answer = answering('once');
    await once.callTool('remove'); // two
    expect(await codeOf(once.callTool('look'))).toBe('caveat-refused');
  });

  it('a call asks by the rule that the user chose in consent', async () => {
    await always('once', { mcpAsking: { rule: 'destructive', always: ['look'], never: ['remove'] } });
    for (const name of ['look', 'add', 'remove', 'unsaid']) await session.callTool(name);
    expect(toolsAsked()).toEqual(['look', 'unsaid']);
  });

  it('a call asks by the rule from Settings at once, also through live handles', async () => {
    await always('once', { mcpAsking: { rule: 'none' } });
    await session.callTool('remove');
    expect(asked()).toEqual([]);
    const every = { rule: 'every' as const, always: [], never: ['add'] };
    await broker.settings.setGrantAsking({ grantId: await grantId(), asking: every });
    for (const name of ['look', 'add', 'remove']) await session.callTool(name);
    expect(toolsAsked()).toEqual(['look', 'remove']);
    await broker.settings.setGrantAsking({ grantId: await grantId(), asking: { ...every, rule: 'none' } });
    await session.callTool('look');
    expect(asked().length).toBe(2);
    const { entries } = await broker.settings.listAudit({ kind: 'grant.asking', limit: 10 } as never);
    expect(entries.map(({ detail }) => detail)).toEqual([
      ...['none, always 0, never 1', 'every, always 0, never 1'],
    ]);
  });

  it('a cancelled call loses its prompt and is never sent', async () => {
    await always('once');
    let over: AbortSignal | undefined;
    broker.answer = (_prompt, signal) => {
      over = signal;
      return new Promise(() => undefined);
    };
    const cancel = new AbortController();
    const calling = session.callTool('remove', {}, { signal: cancel.signal }).catch(({ name }) => name);
    await vi.waitFor(() => expect(over).toBeDefined());
    cancel.abort();
    expect(await calling).toBe('AbortError');
    await vi.waitFor(() => expect(over?.aborted).toBe(true));
    await session.callTool('look');
    expect(server.calls).toEqual(['look']);
  });

  it('a call whose grant is revoked loses its prompt', async () => {
    await always('once');
    let over: AbortSignal | undefined;
    broker.answer = (_prompt, signal) => {
      over = signal;
      return new Promise(() => undefined);
    };
    const calling = codeOf(session.callTool('remove'));
    await vi.waitFor(() => expect(over).toBeDefined());
    await broker.settings.revokeGrant({ grantId: await grantId() });
    expect(await calling).toBe('capability-closed');
    expect(over?.aborted).toBe(true);
    expect(server.calls).toEqual([]);
  });

  it('a call is not sent if its tool changed while the prompt was open', async () => {
    await always('once');
    await vi.waitFor(() => expect(server.asked()).toContain('GET'));
    const heard = vi.fn();
    session.on('toolsChanged', heard);
    broker.answer = async (prompt, signal) => {
      server.become(look, { ...remove, description: 'Removes all there is.' });
      await server.sayChanged();
      await vi.waitFor(() => expect(heard).toHaveBeenCalled());
      return answering('once')(prompt, signal);
    };
    expect(await codeOf(session.callTool('remove'))).toBe('connection-suspended');
    expect(server.calls).toEqual([]);
  });

  it('a call asks by the rule that another process has just set', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'valetkey-asks-'));
    const keychain = testKeychain();
    await broker.close();
    broker = await mcpBroker({ folder, keychain });
    (await broker.client('http', { url: server.url })).dispose();
    await always('deny', { mcpAsking: { rule: 'none', always: [], never: [] } });
    await session.callTool('look');
    const other = await brokerInFolder({ folder, keychain });
    const asking = { rule: 'every' as const, always: [], never: [] };
    await other.settings.setGrantAsking({ grantId: await grantId(), asking });
    await nextTurn();
    expect(await codeOf(session.callTool('look'))).toBe('denied');
    expect(server.calls).toEqual(['look']);
    await other.close({ keepFolder: true });
  });

  it('calls have the limits of all prompts: no flood, and quiet after three denials', async () => {
    await always('once');
    let waiting = 0;
    broker.answer = () => {
      waiting += 1;
      return new Promise(() => undefined);
    };
    const calls = Array.from({ length: 20 }, (_, at) => codeOf(session.callTool('remove', { at })));
    expect(await Promise.all(calls.slice(4))).toEqual(Array.from({ length: 16 }, () => 'prompt-limit'));
    expect(waiting).toBe(1);
    expect(server.calls).toEqual([]);
  });
  it('a call after three denials is refused without a prompt', async () => {
    await always('deny');
    for (const at of [1, 2, 3]) expect(await codeOf(session.callTool('remove', { at }))).toBe('denied');
    expect(await codeOf(session.callTool('remove'))).toBe('prompt-limit');
    expect(asked().length).toBe(3);
  });
});
