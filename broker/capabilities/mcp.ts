import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  type CapabilityContract,
  type Facet,
  frameLimits,
  type JsonObject,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsAnyTool, admitsTool } from '../grants/caveats.ts';
import type { Live } from '../grants/ledger.ts';
import { onAbort } from '../network/on-abort.ts';
import { originText } from '../network/origin.ts';
import { measureValue } from '../port/measure-value.ts';
import { scrubJson } from '../redaction/scrub-json.ts';
import type { FetchPowers } from './fetch.ts';
import { outwardError } from './outward-error.ts';
import { recordUse } from './recorded-use.ts';
import type { Session } from './session.ts';
import type { UnderWay } from './under-way.ts';

type McpMethods =
  | 'mcpOpen'
  | 'mcpListTools'
  | 'mcpCallTool'
  | 'mcpListResources'
  | 'mcpReadResource'
  | 'mcpListPrompts'
  | 'mcpGetPrompt';
type McpFacet = Pick<Facet<CapabilityContract>, McpMethods>;
type Json = JsonObject;

/**
 * The capability's MCP methods. Opening and listing tools need any tool caveat; resources and prompts have no caveat
 * of their own yet, so they take a handle for the whole server (`mcpTools: ['*']`).
 */
export const mcpMethods = (
  live: Live,
  session: Session,
  underWay: UnderWay,
  powers: FetchPowers,
): McpFacet => {
  /** One MCP use, in order: caveats, credential, intent, the call, redaction, outcome. */
  const use = async <T>(
    name: string,
    allowed: boolean,
    requestId: number | undefined,
    call: (client: Client, signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const record = recordUse(live, { method: 'MCP', path: name }, 0, powers);
    if (!allowed) record.refuse({ code: 'caveat-refused', caveat: 'mcpTools' });
    const { cancellation, end } = underWay.begin(requestId);
    const controller = new AbortController();
    onAbort(cancellation, () => controller.abort());
    const { signal } = controller;
    let redactions = 0;
    try {
      const connection = powers.connectionOf(live);
      const { scrubber } = session.credential(connection);
      const spent = live.takeUse();
      if (spent !== undefined) record.refuse({ code: 'caveat-refused', caveat: spent });
      const [home] = connection.origins;
      await record.intend({
        method: 'MCP',
        path: name,
        ...(home === undefined ? {} : { origin: originText(home) }),
      });
      const result = await call(await session.mcp.client(connection), signal);
      if (measureValue(result, frameLimits) !== undefined)
        throw new ValetkeyError({ code: 'response-too-large' });
      const scrubbed = scrubJson(scrubber, result);
      redactions = scrubbed.hits;
      record.finish({ outcome: 'ok', redactions });
      return scrubbed.value as T;
    } catch (error) {
      const outward = signal.aborted ? new ValetkeyError({ code: 'aborted' }) : mcpError(error);
      if (!(error instanceof ValetkeyError && error.code === 'caveat-refused')) {
        const outcome = outward.code === 'aborted' ? 'aborted' : 'failed';
        record.finish({ outcome, code: outward.code, redactions });
      }
      throw outward;
    } finally {
      end();
    }
  };

  const anyTool = admitsAnyTool(live.levels);
  const wholeServer = admitsTool(live.levels, '*');
  const paged = (cursor: string | undefined) => (cursor === undefined ? {} : { cursor });

  return {
    mcpOpen: async () => {
      const server = await use('initialize', anyTool, undefined, async (client) => {
        const { name, version } = client.getServerVersion() ?? { name: '', version: '' };
        const offered = client.getServerCapabilities() ?? {};
        const instructions = client.getInstructions();
        return {
          ...{ name, version },
          ...(instructions === undefined ? {} : { instructions }),
          offers: {
            tools: offered.tools !== undefined,
            resources: offered.resources !== undefined,
            prompts: offered.prompts !== undefined,
          },
        };
      });
      // Cut after it was scrubbed: half of an echo would not be recognised.
      return { ...server, name: server.name.slice(0, 200), version: server.version.slice(0, 100) };
    },
    mcpListTools: ({ cursor }) =>
      use('tools/list', anyTool, undefined, async (client, signal) => {
        const { tools, nextCursor } = await client.listTools(paged(cursor), { signal });
        return {
          tools: tools
            .filter(({ name }) => admitsTool(live.levels, name))
            .map((tool) =>
              present({
                name: tool.name,
                title: tool.title,
                description: tool.description,
                inputSchema: tool.inputSchema as Json,
                outputSchema: tool.outputSchema as Json | undefined,
                annotations: tool.annotations as Json | undefined,
              }),
            ),
          ...(nextCursor === undefined ? {} : { nextCursor }),
        };
      }),
    mcpCallTool: ({ requestId, name, arguments: args }) =>
      use(`tools/call ${name}`, admitsTool(live.levels, name), requestId, async (client, signal) => {
        const result = await client.callTool({ name, arguments: args }, undefined, { signal });
        return present({
          content: (result.content ?? []) as Json[],
          structuredContent: result.structuredContent as Json | undefined,
          isError: result.isError === true,
        });
      }),
    mcpListResources: ({ cursor }) =>
      use('resources/list', wholeServer, undefined, async (client, signal) => {
        const { resources, nextCursor } = await client.listResources(paged(cursor), { signal });
        return { resources: resources as Json[], ...(nextCursor === undefined ? {} : { nextCursor }) };
      }),
    mcpReadResource: ({ uri }) =>
      use('resources/read', wholeServer, undefined, async (client, signal) => {
        const { contents } = await client.readResource({ uri }, { signal });
        return { contents: contents as Json[] };
      }),
    mcpListPrompts: ({ cursor }) =>
      use('prompts/list', wholeServer, undefined, async (client, signal) => {
        const { prompts, nextCursor } = await client.listPrompts(paged(cursor), { signal });
        return { prompts: prompts as Json[], ...(nextCursor === undefined ? {} : { nextCursor }) };
      }),
    mcpGetPrompt: ({ name, arguments: args }) =>
      use('prompts/get', wholeServer, undefined, async (client, signal) => {
        const { description, messages } = await client.getPrompt({ name, arguments: args }, { signal });
        return { ...(description === undefined ? {} : { description }), messages: messages as Json[] };
      }),
  };
};

/** Drops members that are undefined: a strict schema takes absent ones only. */
const present = <T extends Json>(value: T) =>
  Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };

/** A JSON-RPC error's message is the server's own text and stays here; its code is a number and may go. */
const mcpError = (error: unknown): ValetkeyError => {
  const known = outwardError(error);
  if (known.code !== 'internal') return known;
  const cause = (error as { cause?: unknown }).cause;
  if (cause !== undefined && outwardError(cause).code !== 'internal') return outwardError(cause);
  const { code } = error as { code?: unknown };
  const why = typeof code === 'number' ? (code > 0 ? `http-${code}` : `rpc${code}`) : undefined;
  return new ValetkeyError({ code: 'mcp-failed', ...(why === undefined ? {} : { why }) }, error);
};
