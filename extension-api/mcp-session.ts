import {
  type CapabilityContract,
  type Client,
  type JsonObject,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { abortable } from './abortable.ts';
import type { McpServerInfo, McpTool, McpToolResult } from './author-types.ts';
import { jsonArguments } from './json-arguments.ts';
import { nextRequestId } from './request-id.ts';

type Json = JsonObject;

/** An MCP session (specification 2025-06-18). Lists are whole: pages are followed for you. */
export type McpSession = {
  readonly server: McpServerInfo;
  /** Only the tools that the handle's caveats admit. */
  listTools(): Promise<readonly McpTool[]>;
  /** A tool that fails answers with `isError`; what keeps it from being called rejects. `args` travel as JSON. */
  callTool(
    name: string,
    args?: Json,
    options?: { readonly signal?: AbortSignal | null | undefined },
  ): Promise<McpToolResult>;
  listResources(): Promise<readonly Json[]>;
  readResource(uri: string): Promise<readonly Json[]>;
  listPrompts(): Promise<readonly Json[]>;
  getPrompt(
    name: string,
    args?: Readonly<Record<string, string>>,
  ): Promise<{ readonly description?: string | undefined; readonly messages: readonly Json[] }>;
};

export const openMcpSession = async (client: Client<CapabilityContract>): Promise<McpSession> => {
  const server = await client.mcpOpen();
  return Object.freeze({
    server,
    listTools: () =>
      allPages(
        (page) => client.mcpListTools(page),
        (page) => page.tools,
      ),
    callTool: async (
      name: string,
      args: Json = {},
      { signal }: { readonly signal?: AbortSignal | null | undefined } = {},
    ) => {
      signal?.throwIfAborted();
      const requestId = nextRequestId();
      const call = { requestId, name, arguments: jsonArguments(args) };
      const ask = () => client.mcpCallTool(call);
      return signal ? abortable(client, requestId, signal, ask) : ask();
    },
    listResources: () =>
      allPages(
        (page) => client.mcpListResources(page),
        (page) => page.resources,
      ),
    readResource: async (uri: string) => (await client.mcpReadResource({ uri })).contents,
    listPrompts: () =>
      allPages(
        (page) => client.mcpListPrompts(page),
        (page) => page.prompts,
      ),
    getPrompt: (name: string, args: Readonly<Record<string, string>> = {}) =>
      client.mcpGetPrompt({ name, arguments: args }),
  });
};

const mostPages = 1_000;

/** A server that gives a cursor twice, or never ends its list, is not followed: half a list would look whole. */
const allPages = async <Page extends { nextCursor?: string | undefined }, Item>(
  ask: (page: { cursor?: string }) => Promise<Page>,
  items: (page: Page) => readonly Item[],
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  const followed = new Set<string>();
  for (let page = await ask({}); ; ) {
    for (const item of items(page)) all.push(item);
    const cursor = page.nextCursor;
    if (cursor === undefined) return all;
    if (followed.has(cursor)) throw new ValetkeyError({ code: 'mcp-failed' });
    followed.add(cursor);
    if (followed.size >= mostPages) throw new ValetkeyError({ code: 'response-too-large' });
    page = await ask({ cursor });
  }
};
