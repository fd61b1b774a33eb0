/** MCP 2025-11-25, "Initialization" and "Streamable HTTP": what a client without a token begins with. */
export function initializeRequest(version: string) {
  return {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-11-25',
    },
    body: JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: {
        protocolVersion: '2025-11-25',
        capabilities: {},
        clientInfo: { name: 'valetkey', version },
      },
    }),
  } as const;
}
