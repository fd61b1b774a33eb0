import {
  type CapabilityContract,
  type Facet,
  type JsonObject,
  type McpToolResult,
  ValetkeyError,
} from '@valetkey/api-contracts';
import { admitsTool } from './admits.ts';
import { type Level, takeUse } from './level.ts';
import type { Service, TestMcpServer } from './service.ts';

type McpFacet = Pick<Facet<CapabilityContract>, Extract<keyof CapabilityContract, `mcp${string}`>>;

/** An MCP server that has tools, as many as the caveats admit, and neither resources nor prompts. */
export const testMcp = (levels: readonly Level[], service: Service): McpFacet => {
  const caveats = levels.map((level) => level.caveats);
  const anyTool = caveats.every(({ mcpTools }) => mcpTools.length > 0);

  const use = (admitted: boolean): TestMcpServer => {
    if (!admitted) throw new ValetkeyError({ code: 'caveat-refused', caveat: 'mcpTools' });
    if (service.mcp === undefined) throw new ValetkeyError({ code: 'mcp-unavailable' });
    takeUse(levels);
    return service.mcp;
  };
  const none = <T>(list: T): T => {
    use(admitsTool(caveats, '*'));
    return list;
  };
  const unknown = (): never => {
    use(admitsTool(caveats, '*'));
    throw new ValetkeyError({ code: 'mcp-failed' });
  };

  return {
    mcpOpen: () => {
      const { name = 'test', version = '0.0.0', instructions } = use(anyTool);
      const offers = { tools: true, resources: false, prompts: false };
      return { name, version, offers, ...(instructions === undefined ? {} : { instructions }) };
    },
    mcpListTools: () => {
      const names = Object.keys(use(anyTool).tools).filter((name) => admitsTool(caveats, name));
      return { tools: names.map((name) => ({ name, inputSchema: { type: 'object' } })) };
    },
    mcpCallTool: async ({ name, arguments: args }) => {
      const { tools } = use(admitsTool(caveats, name));
      const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
      service.recordToolCall({ name, arguments: args });
      if (tool === undefined) throw new ValetkeyError({ code: 'mcp-failed' });
      return resultOf(await tool(args));
    },
    mcpListResources: () => none({ resources: [] }),
    mcpReadResource: unknown,
    mcpListPrompts: () => none({ prompts: [] }),
    mcpGetPrompt: unknown,
  };
};

const resultOf = (answer: Awaited<ReturnType<TestMcpServer['tools'][string]>>): McpToolResult => {
  if (typeof answer === 'string') return { content: [{ type: 'text', text: answer }], isError: false };
  return JSON.parse(JSON.stringify(answer)) as McpToolResult & JsonObject;
};
