import type { TaskId } from '@valetkey/api-contracts';
import { type McpSession, textOf } from '@valetkey/extension-api';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { answering, type TestExtension, workspaceNamed } from '../checks/fixtures/broker-in-folder.ts';
import { confirmAsShown } from '../checks/fixtures/confirm-as-shown.ts';
import { codeOf } from '../checks/fixtures/watched-broker.ts';
import { run } from '../cli/fixtures/folder-with-history.ts';
import type { GrantView } from '../contracts/grant.ts';
import { testKeychain } from '../secrets/vault/fixtures/vault-in-folder.ts';
import { type After, after } from '../time/after.ts';
import { type McpBroker, mcpBroker } from './fixtures/mcp-broker.ts';
import { openRawTransport } from './fixtures/raw-transport.ts';
import { startTaskServer } from './fixtures/task-server.ts';

const working = { status: 'working', pollIntervalMs: 10 };
const done = { status: 'completed', result: { content: [{ type: 'text', text: 'done' }] } };

const keychain = testKeychain();
let broker: McpBroker;
let server: Awaited<ReturnType<typeof startTaskServer>>;
let held: (typeof working | typeof done)[];
let answersCancel: boolean;
beforeEach(async () => {
  held = [working];
  answersCancel = true;
  server = await startTaskServer(
    { held, other: [working] },
    (method) => answersCancel || method !== 'tasks/cancel',
  );
  broker = await mcpBroker({ keychain });
  await broker.settings.createConnection({
    providerId: 'acme.mcp/bearer',
    scope: 'user',
    displayName: 'Tasks',
    fields: { url: server.url },
    secrets: { token: 'token-of-the-task-server' },
  } as never);
  broker.answer = answering('always');
});
afterEach(async () => {
  await broker.close();
  await server.stop();
});
const clientOf = async ({ connections }: TestExtension) =>
  connections.use(
    await connections.request({
      provider: 'acme.mcp/bearer',
      reason: 'For tests.',
      access: { mcpTools: ['*'] },
    } as never),
  );
const open = async (extension = broker.extension) => (await clientOf(extension)).mcp();
const looks = (): number => server.of('tasks/get').length;
/** A call that its server works on. Its outcome, as a code or a text. */
const callHeld = async (session: McpSession) => {
  const before = looks();
  const outcome = session.callTool('held').then(textOf, (error: { code: string; details?: object }) => error);
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(before));
  return { outcome };
};
const theTask = async (session: McpSession) => {
  const [task, ...more] = await session.tasks();
  if (task === undefined || more.length > 0) throw new Error('There is not one task.');
  return task;
};
const theConnection = async () => {
  const [connection] = (await broker.settings.listConnections({})).connections;
  if (connection === undefined) throw new Error('There is no connection.');
  return connection;
};
const theGrant = async () => {
  const [grant] = await broker.settings.listGrants({});
  if (grant === undefined) throw new Error('There is no grant.');
  return grant;
};
/** The broker once more, which deletes at once. */
const reopened = async (later: After = after) => {
  const { folder, close, removeFolder } = broker;
  onTestFinished(removeFolder);
  await close({ keepFolder: true });
  broker = await mcpBroker({ folder, keychain, undoDeleteMs: 0, after: later });
};
const isRemoved = () =>
  vi.waitFor(async () => {
    const { entries } = await broker.settings.listAudit({ kind: 'connection.removed' });
    expect(entries).toHaveLength(1);
  });
const cancels = () => server.of('tasks/cancel').map(({ params }) => params['taskId']);

it('a restarted extension gets the result of a call that its server still works on, and the tool does not run again', async () => {
  const { outcome } = await callHeld(await open());
  const prompts = broker.prompts.length;
  broker.extension.detach();
  expect(await outcome).toMatchObject({ code: 'capability-closed' });
  const session = await open(broker.attachAgain());
  const task = await theTask(session);
  expect(task.tool).toBe('held');
  const before = looks();
  const result = task.result();
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(before));
  expect(await codeOf(task.result())).toBe('conflict');
  held[0] = done;
  expect(textOf(await result)).toBe('done');
  expect(server.of('tools/call')).toHaveLength(1);
  expect(await session.tasks()).toEqual([]);
  expect(await codeOf(task.result())).toBe('not-found');
  expect(broker.prompts).toHaveLength(prompts);
  expect(cancels()).toEqual([]);
});

it('a task outlives the broker itself', async () => {
  await callHeld(await open());
  const { folder } = broker;
  const [{ id, tasks }] = (await broker.settings.listGrants({})) as [GrantView];
  await broker.close({ keepFolder: true });
  expect((await run(['grants', 'list', '--folder', folder])).out).toMatch(
    new RegExp(`Running on MCP servers:\ntask .*\n\\S+ +${id} .* held\n`),
  );
  const listed = (await run(['grants', 'list', '--folder', folder, '--json'])).out;
  expect(JSON.parse(listed)).toMatchObject({ tasks });
  expect(tasks).toHaveLength(1);
  broker = await mcpBroker({ folder, keychain });
  held[0] = done;
  expect(textOf(await (await theTask(await open())).result())).toBe('done');
  broker.removeFolder();
});

it('a task that began later than now, before the clock was set back, is not waited for', async () => {
  await callHeld(await open());
  const { folder } = broker;
  await broker.close({ keepFolder: true });
  broker = await mcpBroker({ folder, keychain, now: () => Date.now() - 3_600_000 });
  expect(await (await open()).tasks()).toEqual([]);
  broker.removeFolder();
});

it('a task is its grant’s alone: another extension, a weaker handle and a made-up id find nothing', async () => {
  const client = await clientOf(broker.extension);
  const session = await client.mcp();
  await callHeld(session);
  expect(await session.tasks()).toHaveLength(1);
  expect(await (await open(broker.attachAgain('other'))).tasks()).toEqual([]);
  const weaker = broker.extension.connections.use(await client.attenuate({ mcpTools: ['other'] }));
  expect(await (await weaker.mcp()).tasks()).toEqual([]);
  const { id: taskId } = await theTask(session);
  const raw = await openRawTransport(weaker);
  for (const [id, named] of [taskId, 'task of held', `tsk_${'x'.repeat(21)}`, undefined].entries()) {
    await raw.send({ id, method: 'tasks/result', params: { taskId: named } });
    expect((await raw.answerTo(id)).error?.data).toMatchObject({ valetkey: { code: 'not-found' } });
  }
});

it('a revoked grant takes its tasks with it, and their server is told once', async () => {
  const { outcome } = await callHeld(await open());
  const { id, tasks } = await theGrant();
  expect(tasks).toMatchObject([{ tool: 'held' }]);
  await broker.settings.revokeGrant({ grantId: id });
  expect(await outcome).toMatchObject({ code: expect.stringMatching(/^(capability-closed|aborted)$/) });
  await vi.waitFor(() => expect(cancels()).toEqual(['task of held']));
  expect(await (await open()).tasks()).toEqual([]);
  const { entries } = await broker.settings.listAudit({ limit: 200 });
  const lines = entries.filter(({ path }) => path === 'tasks/cancel held (by Valetkey)');
  expect(lines.map(({ kind, outcome: how }) => [kind, how])).toEqual([
    ['use.finished', 'ok'],
    ['use.intended', undefined],
  ]);
  expect(cancels()).toHaveLength(1);
});

it('a grant that a broker of another workspace revokes has its server told by the broker of its own', async () => {
  const { folder } = broker;
  const { id: connectionId, updatedAt } = await theConnection();
  await broker.settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
  await callHeld(await open());
  const { id } = await theGrant();
  await broker.close({ keepFolder: true });
  const other = await mcpBroker({ folder, keychain, workspace: workspaceNamed('Other') });
  await other.settings.revokeGrant({ grantId: id });
  await new Promise((resolve) => setTimeout(resolve, 100));
  await other.close({ keepFolder: true });
  expect(cancels()).toEqual([]);
  broker = await mcpBroker({ folder, keychain });
  await vi.waitFor(() => expect(cancels()).toEqual(['task of held']));
  broker.removeFolder();
});

it('a task that was left for a workspace is cancelled when that opens in a running broker', async () => {
  const { folder } = broker;
  const { id: connectionId, updatedAt } = await theConnection();
  await broker.settings.moveScope({ connectionId, updatedAt, scope: 'workspace' });
  await callHeld(await open());
  const { id } = await theGrant();
  await broker.close({ keepFolder: true });
  broker = await mcpBroker({ folder, keychain, workspace: workspaceNamed('Other') });
  onTestFinished(broker.removeFolder);
  await broker.settings.revokeGrant({ grantId: id });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(cancels()).toEqual([]);
  broker.broker.setWorkspace(workspaceNamed('Test'));
  await vi.waitFor(() => expect(cancels()).toEqual(['task of held']));
});

it('the server of a deleted connection is told once to cancel its tasks, and not while deleting can be undone', async () => {
  await callHeld(await open());
  const { connectionId } = await theGrant();
  await broker.settings.deleteConnection({ connectionId });
  await broker.settings.undoDelete({ connectionId });
  expect((await theGrant()).tasks).toHaveLength(1);
  expect(cancels()).toEqual([]);
  await reopened();
  await broker.settings.deleteConnection({ connectionId });
  await isRemoved();
  expect(cancels()).toEqual(['task of held']);
  const { entries } = await broker.settings.listAudit({ limit: 200 });
  const kinds = entries.map(({ kind, path = '' }) => `${kind} ${path}`.trim());
  expect(kinds.indexOf('connection.removed')).toBeLessThan(
    kinds.indexOf('use.finished tasks/cancel held (by Valetkey)'),
  );
});

it('a server that does not answer keeps no deleted connection', async () => {
  await callHeld(await open());
  const { connectionId } = await theGrant();
  let ring: (() => void) | undefined;
  await reopened((ms, run) => {
    if (ms !== 10_000) return after(ms, run);
    ring = run;
    return () => undefined;
  });
  answersCancel = false;
  await broker.settings.deleteConnection({ connectionId });
  await vi.waitFor(() => expect(cancels()).toEqual(['task of held']));
  ring?.();
  await isRemoved();
});

it('a person cancels a task in Settings, and the call that waits for it ends', async () => {
  const { outcome } = await callHeld(await open());
  const [taskId] = (await theGrant()).tasks.map(({ id }) => id) as [TaskId];
  await broker.settings.cancelTask({ taskId });
  expect(await outcome).toMatchObject({ code: 'mcp-failed', details: { why: 'task-cancelled' } });
  expect(cancels()).toEqual(['task of held']);
  expect((await theGrant()).tasks).toEqual([]);
  expect(await codeOf(broker.settings.cancelTask({ taskId }))).toBe('not-found');
});

it('a task that is cancelled in another process ends the call that waits for it here', async () => {
  const { outcome } = await callHeld(await open());
  const [taskId] = (await theGrant()).tasks.map(({ id }) => id) as [TaskId];
  const other = await mcpBroker({ folder: broker.folder, keychain });
  await other.settings.cancelTask({ taskId });
  await other.close({ keepFolder: true });
  expect((await theGrant()).tasks).toEqual([]);
  expect(await outcome).toMatchObject({ code: 'mcp-failed', details: { why: 'task-cancelled' } });
  expect(cancels()).toEqual(['task of held']);
});

it('a result that is waited for again can be given up, which cancels the task at its server', async () => {
  await callHeld(await open());
  broker.extension.detach();
  const task = await theTask(await open(broker.attachAgain()));
  const giveUp = new AbortController();
  const before = looks();
  const waiting = task.result({ signal: giveUp.signal }).catch(() => 'gave up');
  await vi.waitFor(() => expect(looks()).toBeGreaterThan(before));
  giveUp.abort();
  expect(await waiting).toBe('gave up');
  await vi.waitFor(() => expect(cancels()).toEqual(['task of held']));
  expect((await theGrant()).tasks).toEqual([]);
});

it('a task is neither asked for nor cancelled at the server to which its connection was moved', async () => {
  await callHeld(await open());
  const elsewhere = await startTaskServer({ held: [done] });
  const { id, connectionId } = await theGrant();
  const [connection] = (await broker.settings.listConnections({})).connections;
  await broker.settings.updateConnection({
    connectionId,
    updatedAt: connection?.updatedAt ?? 0,
    fields: { url: elsewhere.url },
  });
  await broker.settings.replaceSecret({
    connectionId,
    secrets: { token: 'token-for-the-other-server' },
    testFirst: false,
  });
  await confirmAsShown(broker.settings, id);
  expect(await (await open()).tasks()).toEqual([]);
  await broker.settings.revokeGrant({ grantId: id });
  await broker.settings.listGrants({});
  const { entries } = await broker.settings.listAudit({ limit: 200 });
  expect(entries.map(({ path }) => path)).not.toContain('tasks/cancel held (by Valetkey)');
  expect(elsewhere.of('tasks/cancel')).toEqual([]);
  expect(elsewhere.of('tasks/get')).toEqual([]);
  await elsewhere.stop();
});

it('a call that was allowed once ends with its handle, and is kept nowhere', async () => {
  broker.answer = answering('once');
  const session = await open();
  await callHeld(session);
  expect(await session.tasks()).toEqual([]);
});
