import type { Caveats, JsonObject, McpRequestMethod } from '@valetkey/api-contracts';
import { admitsAnyTool, admitsTool, type CaveatName } from '../grants/caveats.ts';

/** Which parameter says what a request acts on. */
const objectOf: Partial<Readonly<Record<McpRequestMethod, string>>> = {
  'tools/call': 'name',
  'prompts/get': 'name',
  'resources/read': 'uri',
  'resources/subscribe': 'uri',
  'resources/unsubscribe': 'uri',
  'logging/setLevel': 'level',
};

/**
 * What the audit log calls it: the method and what it acts on, e.g. `tools/call echo`. Parameters of other methods are
 * left out: with one, an extension's `tools/list` could be made to read like the broker's own.
 */
export const subjectOf = (method: McpRequestMethod, params: JsonObject | undefined): string => {
  const key = objectOf[method];
  const object = key === undefined ? undefined : params?.[key];
  return typeof object === 'string' ? `${method} ${object}` : method;
};

/**
 * The caveat that stands against a request. There is none for resources and prompts yet, so they take a handle for the
 * whole server (`mcpTools: ['*']`), as does completion, which is about them.
 */
export const caveatAgainst = (
  levels: readonly Caveats[],
  method: McpRequestMethod,
  params: JsonObject | undefined,
): CaveatName | undefined => {
  const admitted = (): boolean => {
    switch (method) {
      case 'ping':
      case 'logging/setLevel':
      case 'tools/list':
        return admitsAnyTool(levels);
      case 'tools/call': {
        const { name } = params ?? {};
        return typeof name === 'string' && admitsTool(levels, name);
      }
      default:
        return admitsTool(levels, '*');
    }
  };
  return admitted() ? undefined : 'mcpTools';
};

/** A list of tools without those that the caveats do not admit. */
export const onlyAdmittedTools = (levels: readonly Caveats[], result: JsonObject): JsonObject => {
  const { tools } = result;
  if (!Array.isArray(tools) || admitsTool(levels, '*')) return result;
  return {
    ...result,
    tools: tools.filter(
      (tool: unknown) =>
        typeof tool === 'object' &&
        tool !== null &&
        'name' in tool &&
        typeof tool.name === 'string' &&
        admitsTool(levels, tool.name),
    ),
  };
};

/** What a restarted server must be told: the key by which a message is remembered or forgotten. */
export const remembers = (
  method: McpRequestMethod,
  params: JsonObject | undefined,
): { readonly key: string; readonly keep: boolean } | undefined => {
  if (method === 'logging/setLevel') return { key: method, keep: true };
  const uri = params?.['uri'];
  if (typeof uri !== 'string') return undefined; // no resource, as any server will say
  if (method === 'resources/subscribe') return { key: `resource ${uri}`, keep: true };
  if (method === 'resources/unsubscribe') return { key: `resource ${uri}`, keep: false };
  return undefined;
};
