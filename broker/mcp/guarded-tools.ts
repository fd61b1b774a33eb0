import { type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import type { McpCall, ToolClaim } from '../contracts/mcp-tools.ts';
import type { Live } from '../grants/ledger.ts';
import type { ConnectionInUse } from '../resolve/connection-in-use.ts';
import type { AgreedTools } from './agreed-tools.ts';
import { summaryOfCall } from './call-summary.ts';
import { rpcWhy } from './mcp-error.ts';
import type { McpUse } from './mcp-use.ts';
import { makePendingRequest, type PendingRequest } from './pending-request.ts';
import { makeToolGuard, type ToolGuard } from './tool-guard.ts';

export type ToolPowers = {
  readonly tools: Pick<AgreedTools, 'check' | 'asks'>;
  /** Resolves when the user allows this one call. Rejects with `denied` and the errors of prompts. */
  readonly askCall: (live: Live, call: McpCall, signal: AbortSignal) => Promise<void>;
};

/** Of one session: its guard, and calls that wait before it. */
export type GuardedTools = Pick<ToolGuard, 'changed' | 'listing' | 'stillAgreed'> & {
  /** What has to be so before this call is sent. */
  before(call: PendingRequest): Promise<'go on' | 'called off'>;
  /** The same for a call that was sent in an earlier session: the user was asked then. */
  beforeResuming(call: PendingRequest): Promise<'go on' | 'called off'>;
};

const listMs = 60_000;
const methodNotFound = -32601;

/** The server's answer, bounded and scrubbed. Undefined: it was called off. */
export type AskServer = (
  request: PendingRequest,
) => Promise<{ readonly value: JsonObject; readonly hits: number; readonly worked: boolean } | undefined>;

export const guardTools = (
  live: Live,
  powers: ToolPowers & {
    readonly connection: () => ConnectionInUse;
    readonly use: McpUse;
    readonly ask: AskServer;
    readonly scrubText: (text: string) => string;
  },
): GuardedTools => {
  const { use, ask, scrubText, tools, connection } = powers;
  const list = async (cursor: string | undefined): Promise<JsonObject> => {
    const request = makePendingRequest('tools/list', cursor === undefined ? {} : { cursor });
    const answer = await use('tools/list (by Valetkey)', { counts: false }, async () => {
      const timer = setTimeout(request.callOff, listMs);
      timer.unref();
      const answered = await ask(request).finally(() => clearTimeout(timer));
      if (answered === undefined) throw new ValetkeyError({ code: 'timed-out' });
      const { value, ...how } = answered;
      return { result: value, ...how };
    });
    const { result, error } = (answer ?? {}) as { result?: JsonObject; error?: { code: number } };
    if (result !== undefined) return result;
    // A server without tools.
    if (error?.code === methodNotFound) return { tools: [] };
    throw new ValetkeyError({ code: 'mcp-failed', why: rpcWhy(error?.code) ?? 'rpc-other' });
  };
  const guard = makeToolGuard({
    list,
    check: (listed, whole) => tools.check(live, connection(), listed, whole),
    asks: (tool) => tools.asks(live, tool),
  });

  const unlessCalledOff = (
    { params = {}, calledOff }: PendingRequest,
    askUser: (tool: ToolClaim) => Promise<void>,
  ): Promise<'go on' | 'called off'> => {
    const over = new Promise<'called off'>((resolve) => {
      calledOff.addEventListener('abort', () => resolve('called off'), { once: true });
    });
    const ready = guard.beforeCall(String(params['name']), askUser).then(() => 'go on' as const);
    ready.catch(() => undefined);
    return Promise.race([ready, over]);
  };

  return Object.freeze<GuardedTools>({
    changed: guard.changed,
    listing: guard.listing,
    stillAgreed: guard.stillAgreed,
    before: async (call) =>
      unlessCalledOff(call, (tool) =>
        powers.askCall(live, summaryOfCall(tool, call.params ?? {}, scrubText), call.calledOff),
      ),
    beforeResuming: (call) => unlessCalledOff(call, async () => undefined),
  });
};
