import { defineExtension, type McpToolResult, ValetkeyError } from '@valetkey/extension-api';

export const extension = defineExtension({
  async activate({ connections, log }) {
    try {
      const handle = await connections.request({
        provider: 'acme.mcp-tools/tools',
        reason: 'Calls the tools echo and get-sum, to show that they work.',
        access: { mcpTools: ['echo', 'get-sum'] },
      });
      const client = connections.use(handle);
      const session = await client.mcp();
      log.info(`Connected to ${session.server.name} ${session.server.version}.`);
      const tools = await session.listTools();
      log.info(`Tools that I may call: ${tools.map(({ name }) => name).join(', ')}.`);
      log.info(
        `echo: ${textOf(await session.callTool('echo', { message: 'a valet key does not open the trunk' }))}`,
      );
      log.info(`get-sum: ${textOf(await session.callTool('get-sum', { a: 19, b: 23 }))}`);
      client.dispose();
    } catch (error) {
      if (!(error instanceof ValetkeyError)) throw error;
      log.warn(`Without the MCP server there is nothing to call. ${error.message}`);
    }
  },
});

const textOf = ({ content, isError }: McpToolResult): string => {
  const parts = content.map(({ type, text }) => (type === 'text' ? String(text) : `(${type})`));
  return `${isError ? 'failed: ' : ''}${parts.join(' ')}`;
};
