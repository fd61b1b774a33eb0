import { expectAssignable, expectError, expectNotAssignable, expectType } from 'tsd';
import {
  type Attenuation,
  type CapabilityDescription,
  type CapabilityHandle,
  type ConnectionClient,
  type ConnectionFetchInit,
  type Connections,
  defineExtension,
  type ErrorCode,
  type ExtensionContext,
  type McpSession,
  type McpToolResult,
  textOf,
  ValetkeyError,
} from '../dist/index.js';
import { testConnections } from '../dist/testing/index.js';

declare const connections: Connections;
declare const context: ExtensionContext;
declare const github: CapabilityHandle<'github'>;
declare const mail: CapabilityHandle<'acme.mail/inbox'>;
declare const client: ConnectionClient<'github'>;
declare const session: McpSession;

// The provider is carried as a literal, from the request to the handle, its client, and what is attenuated from it.
const handle = await connections.request({ provider: 'github', reason: 'Reads your issues.' });
expectType<CapabilityHandle<'github'>>(handle);
const use = connections.use(handle);
expectType<ConnectionClient<'github'>>(use);
expectType<CapabilityHandle<'github'>>(await use.attenuate({ methods: ['GET'], maxUses: 1 }));
expectType<ConnectionClient<'github'>>(connections.use(await use.attenuate({})));

// Handles of different providers are not mixed up; who takes any handle takes each.
expectError<CapabilityHandle<'github'>>(mail);
expectError<CapabilityHandle<'acme.mail/inbox'>>(github);
expectError<ConnectionClient<'github'>>(connections.use(mail));
expectNotAssignable<CapabilityHandle<'github'>>({} as CapabilityHandle);
expectAssignable<CapabilityHandle>(github);
expectAssignable<ConnectionClient>(client);

// A handle is made by the broker alone.
expectError(connections.use({}));
expectError(connections.use(undefined));
expectError(connections.use('github'));
expectError(connections.use({ ...github }));
expectError(connections.use(structuredClone({ github })));
expectError<CapabilityHandle<'github'>>({});
expectError<CapabilityHandle<'github'>>({ toJSON: github.toJSON, [Symbol.toStringTag]: 'CapabilityHandle' });
expectError<CapabilityHandle<'github'>>(JSON.parse('{}') as unknown);
expectError<CapabilityHandle<'github'>>(JSON.parse('{}') as object);
expectType<never>(github.toJSON());
expectType<'toJSON' | typeof Symbol.toStringTag>({} as Exclude<keyof CapabilityHandle, typeof provider>);
declare const provider: Exclude<keyof CapabilityHandle, 'toJSON' | typeof Symbol.toStringTag>;

// A request says what is wanted, and why; never who asks.
await connections.request({
  provider: 'github',
  reason: 'x',
  access: { methods: ['GET'] as const, paths: ['/a'] as readonly string[], mcpTools: [] },
});
await connections.request({ provider: 'github', reason: 'x', access: undefined });
await connections.request({ provider: 'github' }); // for the reason that the manifest declares
expectError(connections.request({ reason: 'x' }));
expectError(connections.request({ provider: 'github', reason: 'x', principal: 'acme.other' }));
expectError(connections.request({ provider: 'github', reason: 'x', access: { methods: ['TRACE'] } }));
expectError(connections.request({ provider: 'github', reason: 'x', access: { method: ['GET'] } }));
expectError(client.attenuate({ methods: ['CONNECT'] }));
expectError(client.attenuate({ expiresAt: new Date() }));

// fetch takes and gives the web's own types.
expectType<Promise<Response>>(client.fetch('/x'));
expectType<Promise<Response>>(client.fetch(new URL('https://a.example/x'), {}));
expectAssignable<ConnectionFetchInit>({ method: 'PATCH', headers: new Headers(), body: 'x' });
expectAssignable<ConnectionFetchInit>({ headers: [['a', 'b']], body: new Uint8Array(1).subarray(0) });
expectAssignable<ConnectionFetchInit>({ headers: { a: 'b' }, body: new ArrayBuffer(1) });
expectAssignable<ConnectionFetchInit>({ body: new URLSearchParams(), signal: AbortSignal.timeout(1) });
expectAssignable<ConnectionFetchInit>({ method: undefined, headers: undefined, body: null, signal: null });
expectError<ConnectionFetchInit>({ body: new Blob([]) });
expectError<ConnectionFetchInit>({ body: new FormData() });
expectError<ConnectionFetchInit>({ body: new ReadableStream() });
expectError<ConnectionFetchInit>({ body: { a: 1 } });
expectError<ConnectionFetchInit>({ redirect: 'manual' });
expectError<ConnectionFetchInit>({ credentials: 'include' });
expectError<ConnectionFetchInit>({ method: 1 });
expectError(client.fetch(new Request('https://a.example')));

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
type Writable<T, Key extends keyof T> = Same<Pick<T, Key>, { -readonly [K in Key]: T[K] }>;
expectType<true>({} as Writable<{ a: 1 }, 'a'>);
expectType<false>({} as Writable<{ readonly a: 1 }, 'a'>);

// Answers are read only, all the way down.
const description = await client.describe();
expectType<CapabilityDescription>(description);
expectType<false>({} as Writable<CapabilityDescription, 'usesLeft'>);
expectError(description.caveats.push({ methods: [], paths: [], mcpTools: [] }));
expectError(description.caveats[0]?.methods.push('GET'));
expectAssignable<Attenuation>(description.caveats[0] ?? {});
expectError(({} as Attenuation).methods?.push('GET'));
const result = await session.callTool('echo', { message: 'x', nested: [1, null, { deep: true }] });
expectType<McpToolResult>(result);
expectType<string>(textOf(result));
expectType<false>({} as Writable<McpToolResult, 'isError'>);
expectError(result.content.push({}));
expectType<false>({} as Writable<McpSession['server'], 'name'>);
expectError((await session.listTools()).push());
expectType<false>({} as Writable<ExtensionContext, 'log'>);
expectType<false>({} as Writable<ExtensionContext, 'connections'>);
expectType<Promise<void>>(client.closed);
expectType<false>({} as Writable<ConnectionClient, 'closed'>);

// Tools take JSON.
expectError(session.callTool('echo', { when: new Date() }));
expectError(session.callTool('echo', { run: () => 1 }));
expectError(session.callTool('echo', { big: 1n }));
expectError(session.getPrompt('p', { n: 1 }));

// Errors have a closed set of codes, and details without causes.
declare const error: ValetkeyError;
expectType<ErrorCode>(error.code);
expectNotAssignable<ErrorCode>('no-such-code');
expectError(new ValetkeyError({ code: 'no-such-code' }));
expectType<false>({} as Writable<ValetkeyError, 'code'>);
expectError(error.details.stack);

// An extension is an object with `activate`.
defineExtension({ activate: ({ log }) => log.info('x') });
defineExtension({ async activate() {} });
expectError(defineExtension({}));
expectError(defineExtension({ activate: () => 1 }));
expectError(defineExtension({ activate: (_context: string) => undefined }));

// What the application may call answers JSON, or nothing.
context.host.handle('tracker.open', async (input) => ({ opened: input }));
context.host.handle('tracker.close', () => undefined);
expectError(context.host.handle('tracker.run', () => () => 1));
expectType<false>({} as Writable<ExtensionContext, 'host'>);

// The test kit gives what `activate` takes.
const kit = testConnections({ respond: async (request) => Response.json(request.url), deny: 'denied' });
expectType<ExtensionContext>(kit.context);
expectError(testConnections({ deny: 'no-such-code' }));
expectError(testConnections({ respond: () => 'text' }));
expectError(kit.requests.push());
