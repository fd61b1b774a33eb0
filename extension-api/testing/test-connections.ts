import {
  type Caveats,
  controlContract,
  deactivateMs,
  type ErrorCode,
  type ExtensionManifest,
  extensionManifest,
  httpMethod,
  type Json,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { type Connections, makeConnections } from '../connections.ts';
import type { Extension, ExtensionContext } from '../define-extension.ts';
import { connectPort, type Port } from '../host/connect-port.ts';
import { inputError } from '../host/input-error.ts';
import { makeHostHandlers } from '../host-handlers.ts';
import { declaring } from './declares.ts';
import { levelOf } from './level.ts';
import { type Served, serveContract } from './serve-contract.ts';
import type { RecordedAsk, RecordedRequest, RecordedToolCall, Service, TestMcpServer } from './service.ts';
import { issueCapability } from './test-capability.ts';

/** One service, as a test plays it. */
export type TestService = {
  /**
   * The service. It gets a standard Request, whose address is at `origin` and whose signal is the extension's.
   * A ValetkeyError that it throws is what the extension gets; anything else is `internal`, and kept in `errors`.
   */
  readonly respond?: (request: Request) => Response | Promise<Response>;
  readonly mcp?: TestMcpServer;
  /** Every request for a connection is refused with this code, e.g. `denied` or `no-connection`. */
  readonly deny?: ErrorCode | undefined;
  /** Default `https://connection.test`. */
  readonly origin?: string;
};

export type TestConnectionsOptions = TestService & {
  /** By the provider's id, for an extension that asks for several. What one leaves out is as for all. */
  readonly providers?: Readonly<Record<string, TestService>>;
  /** Your package.json, parsed: what its connectionRequests do not declare is refused, as by the broker. Absent: nothing. */
  readonly manifest?: unknown;
  /** The one provider that the extension's manifest declares. Absent: any. */
  readonly provider?: string;
};

export type TestConnections = {
  readonly connections: Connections;
  /** What `activate` takes. */
  readonly context: ExtensionContext;
  readonly asked: readonly RecordedAsk[];
  readonly requests: readonly RecordedRequest[];
  readonly toolCalls: readonly RecordedToolCall[];
  readonly logs: readonly { readonly level: 'info' | 'warn' | 'error'; readonly text: string }[];
  /** Calls what the extension handles, as the application that runs it does. */
  call(name: string, input?: Json): Promise<Json>;
  /** What `respond` and tools threw that was not a ValetkeyError: a mistake in the test, most often. */
  readonly errors: readonly unknown[];
  /** Ends every handle, as a user does who revokes: what is under way fails with `capability-closed`. */
  revoke(): void;
  /**
   * Stops the extension as the host does, then ends everything: `deactivate` can use its handles, and a request for a new
   * one is refused. Rejects with what it throws, or when it takes longer than two seconds.
   */
  stop(extension: Extension): Promise<void>;
  /** Ends everything. An open port keeps a Node process alive. */
  close(): void;
  [Symbol.dispose](): void;
};

/**
 * A fake broker, to run an extension's `activate` in its author's own tests. The client and the contracts are the
 * real ones, over a real MessageChannel. There is no consent, no secret, no redaction and no network; caveats on
 * methods, paths, tools, uses and expiry hold. Not checked, though the broker does: request headers, encodings in
 * paths, limits of size and rate; and without `manifest`, that it declares what is asked for.
 *
 *     const kit = testConnections({ respond: () => Response.json({ username: 'ada' }) });
 *     await extension.activate(kit.context);
 *     expect(kit.requests).toMatchObject([{ method: 'GET', target: '/-/whoami' }]);
 *     expect(kit.logs).toContainEqual({ level: 'info', text: 'You are ada.' });
 *     kit.close();
 *
 * An extension that asks for several services is answered by each: `providers: { github: { respond }, jira: { deny: 'denied' } }`.
 */
export function testConnections(options: TestConnectionsOptions = {}): TestConnections {
  const manifest = options.manifest === undefined ? undefined : read(options.manifest);
  const { port1, port2 } = new MessageChannel();
  const asked: RecordedAsk[] = [];
  const requests: RecordedRequest[] = [];
  const toolCalls: RecordedToolCall[] = [];
  const logs: TestConnections['logs'][number][] = [];
  const errors: unknown[] = [];
  const live = new Set<Served>();
  let stopping = false;
  const playedFor = (provider: string): TestService => {
    const { providers = {} } = options;
    return Object.hasOwn(providers, provider) ? { ...options, ...providers[provider] } : options;
  };
  const serviceOf = ({ origin, respond, mcp }: TestService): Service => ({
    origin: origin ?? 'https://connection.test',
    respond: respond ?? (() => new Response(null, { status: 404 })),
    mcp,
    record: (request) => requests.push(request),
    recordToolCall: (call) => toolCalls.push(call),
  });
  const failed = (error: unknown): void => {
    errors.push(error);
  };

  const log = (level: 'info' | 'warn' | 'error') => (text: string) => {
    logs.push({ level, text: String(text).slice(0, 4000) });
  };
  const control = serveContract(
    controlContract,
    {
      request: (wanted) => {
        const reason = wanted.reason ?? reasonIn(manifest, wanted.provider);
        asked.push({ ...wanted, reason });
        if (stopping) throw new ValetkeyError({ code: 'extension-stopping' });
        const played = playedFor(wanted.provider);
        if (played.deny !== undefined) throw new ValetkeyError({ code: played.deny });
        if (options.provider !== undefined && options.provider !== wanted.provider) {
          throw new ValetkeyError({ code: 'not-declared', at: 'provider' });
        }
        const declared = manifest && declaring(manifest.contributes.connectionRequests, wanted);
        const levels = [levelOf(wanted.access ?? declared?.access ?? everything)];
        const { port, served } = issueCapability(wanted.provider, levels, serviceOf(played), {
          failed,
          closed: () => live.delete(served),
        });
        live.add(served);
        return { port };
      },
      log: () => ({}),
      report: () => ({}),
      nextCall: () => new Promise<never>(() => undefined),
      answerCall: () => ({}),
      stopping: () => ({}),
    },
    port1,
    { failed, closed: () => undefined },
  );
  const { client, close: closeControl } = connectPort(
    controlContract,
    port2 as unknown as Port,
    'port-closed',
  );
  const connections = makeConnections(client);

  const revoke = (): void => {
    for (const served of live) served.close('capability-closed');
  };
  const close = (): void => {
    revoke();
    closeControl();
    control.close('port-closed');
  };
  const handlers = makeHostHandlers();
  const stop = async (extension: Extension): Promise<void> => {
    stopping = true;
    try {
      await inTime(extension.deactivate?.());
    } finally {
      close();
    }
  };
  const context = Object.freeze({
    connections,
    log: Object.freeze({ info: log('info'), warn: log('warn'), error: log('error') }),
    host: Object.freeze({ handle: handlers.handle }),
  });
  return Object.freeze({
    connections,
    context,
    asked,
    requests,
    toolCalls,
    logs,
    call: (name, input = null) => handlers.run(name, input),
    errors,
    revoke,
    stop,
    close,
    [Symbol.dispose]: close,
  });
}

const inTime = async (deactivated: void | Promise<void>): Promise<void> => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const sentence = `\`deactivate\` did not end within ${deactivateMs / 1_000} seconds.`;
    timer = setTimeout(() => reject(new Error(sentence)), deactivateMs);
  });
  await Promise.race([deactivated, late]).finally(() => clearTimeout(timer));
};

/** `valetkey providers show` has the sentences; here it is enough that a test does not go on with half a manifest. */
const read = (given: unknown): ExtensionManifest => {
  const parsed = extensionManifest.safeParse(given);
  if (parsed.success) return parsed.data;
  throw inputError(parsed.error.issues);
};

/** As the broker takes it where a request gives none. */
const reasonIn = (manifest: ExtensionManifest | undefined, provider: string): string | undefined =>
  manifest?.contributes.connectionRequests.find((one) => one.provider === provider)?.reason;

const everything: Caveats = { methods: [...httpMethod.options], paths: ['/**'], mcpTools: ['*'] };
