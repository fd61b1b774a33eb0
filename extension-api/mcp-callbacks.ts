import type { JsonObject, McpOffers, McpServerMessage } from '@valetkey/api-contracts';
import type { McpPort } from './mcp-port.ts';

/** Parameters and results as in the MCP specification. Rejecting refuses the server's request. */
export type McpCallback = (params: JsonObject) => JsonObject | Promise<JsonObject>;

/** What this extension answers for the server, as far as the user allows: declare it as `access.mcpCallbacks`, too. */
export type McpCallbacks = {
  /** `sampling/createMessage`: the server asks for an answer of the extension's model. */
  readonly sampling?: McpCallback;
  /** `elicitation/create`: the server asks the user something. */
  readonly elicitation?: McpCallback;
  /** `roots/list`: which folders the server should work in. */
  readonly roots?: () => readonly McpRoot[] | Promise<readonly McpRoot[]>;
};
export type McpRoot = { readonly uri: string; readonly name?: string };

export const offersOf = ({ sampling, elicitation, roots }: McpCallbacks): McpOffers => ({
  sampling: sampling && {},
  elicitation: elicitation && {},
  roots: roots && { listChanged: true },
});

type Asked = Extract<McpServerMessage, { method: string; id: unknown }>;

export const answerCallback = async (
  { id, method, params = {} }: Asked,
  callbacks: McpCallbacks,
  port: Pick<McpPort, 'respond' | 'refuse'>,
): Promise<void> => {
  try {
    await port.respond(id, await answer(method, params, callbacks));
  } catch {
    // Our words, not the error's: it goes to the server, and it may hold anything. The port may be closed, too.
    await port.refuse(id, { code: -32603, message: 'The client could not answer.' }).catch(() => undefined);
  }
};

const answer = async (
  method: Asked['method'],
  params: JsonObject,
  { sampling, elicitation, roots }: McpCallbacks,
): Promise<JsonObject> => {
  if (method === 'sampling/createMessage' && sampling !== undefined) return sampling(params);
  if (method === 'elicitation/create' && elicitation !== undefined) return elicitation(params);
  if (method === 'roots/list' && roots !== undefined)
    return { roots: (await roots()).map((root) => ({ ...root })) };
  throw new TypeError(`no callback for ${method}`);
};
