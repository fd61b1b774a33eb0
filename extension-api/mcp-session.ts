import type {
  CapabilityContract,
  Client,
  JsonObject,
  McpServerInfo,
  McpTool,
  McpToolResult,
} from '@valetkey/api-contracts';
import { nextRequestId } from './request-id.ts';

type Json = JsonObject;

/** An MCP session (specification 2025-06-18). Lists are whole: pages are followed for you. */
export type McpSession = {
  readonly server: McpServerInfo;
  /** Only the tools that the handle's caveats admit. */
  listTools(): Promise<readonly McpTool[]>;
  callTool(name: string, args?: Json, options?: { readonly signal?: AbortSignal }): Promise<McpToolResult>;
  listResources(): Promise<readonly Json[]>;
  readResource(uri: string): Promise<readonly Json[]>;
  listPrompts(): Promise<readonly Json[]>;
  getPrompt(
    name: string,
    args?: Record<string, string>,
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
    callTool: async (name: string, args: Json = {}, { signal }: { readonly signal?: AbortSignal } = {}) => {
      signal?.throwIfAborted();
      const requestId = nextRequestId();
      const abort = (): void => {
        client.abort({ requestId }).catch(() => undefined);
      };
      signal?.addEventListener('abort', abort, { once: true });
      try {
        return await client.mcpCallTool({ requestId, name, arguments: asJson(args) });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      } finally {
        signal?.removeEventListener('abort', abort);
      }
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
    getPrompt: (name: string, args: Record<string, string> = {}) =>
      client.mcpGetPrompt({ name, arguments: args }),
  });
};

/**
 * MCP speaks JSON, so that is what travels. A live object must not: a port clones some of them by a recipe that their
 * holder can write (broker/node/guest/web/README.md).
 */
const asJson = (args: Json): Json => JSON.parse(JSON.stringify(args));

/** At most 100 pages: a server that never ends its list does not keep its reader. */
const allPages = async <Page extends { nextCursor?: string | undefined }, Item>(
  ask: (page: { cursor?: string }) => Promise<Page>,
  items: (page: Page) => readonly Item[],
): Promise<readonly Item[]> => {
  const all: Item[] = [];
  let cursor: string | undefined;
  for (let pages = 0; pages < 100; pages += 1) {
    const page = await ask(cursor === undefined ? {} : { cursor });
    all.push(...items(page));
    cursor = page.nextCursor;
    if (cursor === undefined) break;
  }
  return all;
};
