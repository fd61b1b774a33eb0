import type { Caveats, JsonObject, McpRequestMethod } from '@valetkey/api-contracts';
import { admitsAnyTool, admitsTool, type CaveatName } from '../../grants/caveats.ts';

/** What the audit log calls it: the method and what it acts on, e.g. `tools/call echo`. */
export const subjectOf = (method: string, params: JsonObject | undefined): string => {
  const { name, uri, level } = params ?? {};
  const object = name ?? uri ?? level;
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

/** What a server has to be told again after it was started anew: by what it is remembered, or forgotten. */
export const remembers = (
  method: McpRequestMethod,
  params: JsonObject | undefined,
): { readonly key: string; readonly keep: boolean } | undefined => {
  if (method === 'logging/setLevel') return { key: method, keep: true };
  if (method === 'resources/subscribe') return { key: `resource ${String(params?.['uri'])}`, keep: true };
  if (method === 'resources/unsubscribe') return { key: `resource ${String(params?.['uri'])}`, keep: false };
  return undefined;
};
