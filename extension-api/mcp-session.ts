import {
  type CapabilityContract,
  type JsonObject,
  type McpMessageId,
  type McpRequestMethod,
  type McpServerMessage,
  ValetkeyError,
} from '@valetkey/api-contracts';
import type { McpServerInfo, McpTool, McpToolResult } from './author-types.ts';
import type { Connected } from './host/connect-port.ts';
import { notJson } from './json-arguments.ts';
import { answerCallback, type McpCallbacks, offersOf } from './mcp-callbacks.ts';
import { type McpEvents, makeMcpEvents } from './mcp-events.ts';
import { type McpPort, openMcpPort, rpcError } from './mcp-port.ts';
import { promptIn, serverInfo, toolIn, toolResultIn } from './mcp-shapes.ts';
import { onAbort } from './on-abort.ts';
import { nextRequestId } from './request-id.ts';

type Json = JsonObject;
/** `completion/complete` is about a prompt or a resource template. */
export type McpReference =
  | { readonly type: 'ref/prompt'; readonly name: string }
  | { readonly type: 'ref/resource'; readonly uri: string };
export type McpCallOptions = {
  readonly signal?: AbortSignal | null | undefined;
  /** `notifications/progress` for this call. */
  readonly onProgress?: (progress: { progress: number; total?: number; message?: string }) => void;
};

/**
 * An MCP session (specification 2025-11-25) with the connection's server, opened and authenticated by the broker. Lists
 * are whole: pages are followed for you. What the server refuses rejects with `mcp-failed`, and its own words are
 * the error's `cause`. Close it when it is not needed: a session that is only forgotten stays open.
 */
export type McpSession = {
  readonly server: McpServerInfo;
  /** Only the tools that the handle's caveats admit. */
  listTools(): Promise<readonly McpTool[]>;
  /** A tool that fails answers with `isError`; what keeps it from being called rejects. `args` travel as JSON. */
  callTool(name: string, args?: Json, options?: McpCallOptions): Promise<McpToolResult>;
  /**
   * Calls by this handle's grant that the server still works on, also from before this extension was restarted: those that
   * it answered with a task, under "Always allow".
   */
  tasks(): Promise<readonly McpTask[]>;
  /** Resources, prompts and completion take a handle for the whole server (`mcpTools: ['*']`). */
  listResources(): Promise<readonly Json[]>;
  listResourceTemplates(): Promise<readonly Json[]>;
  readResource(uri: string): Promise<readonly Json[]>;
  /** Changes arrive at the listeners of `resourceUpdated`. */
  subscribe(uri: string): Promise<void>;
  unsubscribe(uri: string): Promise<void>;
  listPrompts(): Promise<readonly Json[]>;
  getPrompt(
    name: string,
    args?: Readonly<Record<string, string>>,
  ): Promise<{ readonly description?: string | undefined; readonly messages: readonly Json[] }>;
  /** Values that the server proposes for an argument. */
  complete(
    reference: McpReference,
    argument: { readonly name: string; readonly value: string },
    others?: Readonly<Record<string, string>>,
  ): Promise<{ readonly values: readonly string[]; readonly total?: number; readonly hasMore?: boolean }>;
  setLogLevel(level: McpLogLevel): Promise<void>;
  ping(): Promise<void>;
  /** Tells the server that `roots` would answer otherwise now. */
  rootsChanged(): Promise<void>;
  /** Returns the way to stop listening. */
  readonly on: McpEvents['on'];
  close(): void;
  /** Resolves when the session is over, for whichever reason. Never rejects. */
  readonly closed: Promise<void>;
};
export type McpTask = {
  readonly id: string;
  readonly tool: string;
  /** When it was called. */
  readonly since: Date;
  /** As `callTool` would have returned it, once. Aborting cancels the task at its server. */
  result(options?: McpCallOptions): Promise<McpToolResult>;
};
export type McpLogLevel =
  | 'debug'
  | 'info'
  | 'notice'
  | 'warning'
  | 'error'
  | 'critical'
  | 'alert'
  | 'emergency';

export const openMcpSession = async (
  capability: Connected<CapabilityContract>,
  callbacks: McpCallbacks = {},
): Promise<McpSession> => {
  const events = makeMcpEvents();
  const waiting = new Map<McpMessageId, (message: McpServerMessage) => void>();
  const progress = new Map<McpMessageId, NonNullable<McpCallOptions['onProgress']>>();
  /** Until the port is there: a server may ask in the moment in which the session begins. */
  let portIsThere = (_port: McpPort): void => undefined;
  const thePort = new Promise<McpPort>((resolve) => {
    portIsThere = resolve;
  });

  const port = await openMcpPort(capability, { offers: offersOf(callbacks) }, (message) => {
    if (!('method' in message)) waiting.get(message.id ?? '')?.(message);
    else if ('id' in message) thePort.then((there) => answerCallback(message, callbacks, there));
    else if (message.method !== 'notifications/progress') events.deliver(message);
    else {
      const { progressToken, ...how } = (message.params ?? {}) as Record<string, unknown>;
      progress.get(progressToken as McpMessageId)?.(how as { progress: number });
    }
  });
  portIsThere(port);

  let isClosed = false;
  const ask = async (method: McpRequestMethod, params: Json, options: McpCallOptions = {}): Promise<Json> => {
    const { signal, onProgress } = options;
    signal?.throwIfAborted();
    if (isClosed) throw new ValetkeyError({ code: 'capability-closed', expected: closedHere });
    const id = nextRequestId();
    let answer: McpServerMessage | undefined;
    waiting.set(id, (message) => {
      answer = message;
    });
    if (onProgress !== undefined) progress.set(id, onProgress);
    const meta = onProgress === undefined ? {} : { _meta: { progressToken: id } };
    const cancel = (): void => {
      const cancelled = port.notify('notifications/cancelled', { requestId: id });
      cancelled.catch(() => undefined);
    };
    try {
      await abortedBy(signal, cancel, port.request(id, method, { ...params, ...meta }));
    } finally {
      waiting.delete(id);
      progress.delete(id);
    }
    if (answer !== undefined && 'result' in answer) return answer.result;
    if (answer !== undefined && 'error' in answer) throw rpcError(answer.error);
    throw new ValetkeyError({ code: 'aborted' });
  };
  const all = (method: McpRequestMethod, key: string): Promise<readonly Json[]> =>
    allPages(key, (page) => ask(method, page));

  return Object.freeze<McpSession>({
    server: serverInfo(port.handshake),
    listTools: async () => (await all('tools/list', 'tools')).map(toolIn),
    callTool: async (name, args = {}, options = {}) => {
      if (typeof args !== 'object' || args === null || Array.isArray(args)) throw notJson();
      return toolResultIn(await ask('tools/call', { name, arguments: args }, options));
    },
    tasks: async () =>
      listIn(await ask('tasks/list', {}), 'tasks').map(({ taskId, tool, createdAt }) =>
        Object.freeze<McpTask>({
          id: String(taskId),
          tool: String(tool),
          since: new Date(String(createdAt)),
          result: async (options) =>
            toolResultIn(await ask('tasks/result', { taskId: String(taskId) }, options)),
        }),
      ),
    listResources: () => all('resources/list', 'resources'),
    listResourceTemplates: () => all('resources/templates/list', 'resourceTemplates'),
    readResource: async (uri) => listIn(await ask('resources/read', { uri }), 'contents'),
    subscribe: async (uri) => void (await ask('resources/subscribe', { uri })),
    unsubscribe: async (uri) => void (await ask('resources/unsubscribe', { uri })),
    listPrompts: () => all('prompts/list', 'prompts'),
    getPrompt: async (name, args = {}) => promptIn(await ask('prompts/get', { name, arguments: args })),
    complete: async (reference, argument, others) => {
      const context = others === undefined ? {} : { context: { arguments: others } };
      const { completion } = await ask('completion/complete', { ref: reference, argument, ...context });
      const { values } = (completion ?? {}) as { values?: unknown };
      if (!Array.isArray(values)) throw new ValetkeyError({ code: 'mcp-failed' });
      return completion as { values: string[] };
    },
    setLogLevel: async (level) => void (await ask('logging/setLevel', { level })),
    ping: async () => void (await ask('ping', {})),
    rootsChanged: () => port.notify('notifications/roots/list_changed'),
    on: events.on,
    close: () => {
      isClosed = true;
      port.close();
    },
    closed: port.closed,
  });
};

const closedHere = 'this session is closed: open another with mcp()';

/** Rejects with the signal's own reason as soon as it is aborted, as fetch does. */
const abortedBy = async (
  signal: AbortSignal | null | undefined,
  cancel: () => void,
  call: Promise<void>,
): Promise<void> => {
  if (!signal) return call;
  let stopListening = (): void => undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stopListening = onAbort(signal, () => {
      cancel();
      reject(signal.reason);
    });
  });
  try {
    await Promise.race([call, aborted]);
    signal.throwIfAborted();
  } finally {
    stopListening();
  }
};

const listIn = (result: Json, key: string): readonly Json[] => {
  const list = result[key];
  if (!Array.isArray(list)) throw new ValetkeyError({ code: 'mcp-failed' });
  return list as Json[];
};

const mostPages = 1_000;

/** A server that gives a cursor twice, or never ends its list, is not followed: half a list would look whole. */
const allPages = async (key: string, ask: (page: Json) => Promise<Json>): Promise<readonly Json[]> => {
  const found: Json[] = [];
  const followed = new Set<unknown>();
  for (let page = await ask({}); ; ) {
    for (const item of listIn(page, key)) found.push(item);
    const cursor = page['nextCursor'];
    if (cursor === undefined || cursor === null) return found;
    if (typeof cursor !== 'string' || followed.has(cursor)) throw new ValetkeyError({ code: 'mcp-failed' });
    followed.add(cursor);
    if (followed.size >= mostPages) throw new ValetkeyError({ code: 'response-too-large' });
    page = await ask({ cursor });
  }
};
