import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { connectThroughBroker } from './connect-through-broker.ts';

/**
 * The program that the official conformance suite starts, once per scenario, with the address of its server. It starts
 * a whole broker, gets a handle by its ports as an extension does, and does what the scenario is about with the SDK's
 * Client over the handle's transport. Everything that the server sees comes from the broker.
 */
const name = process.env['MCP_CONFORMANCE_SCENARIO'] ?? '';
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Record<string, string>;
const serverUrl = new URL(process.argv.at(-1) ?? '');

const useServer = async (client: Client): Promise<void> => {
  const { tools } = await client.listTools();
  for (const { name } of tools) {
    const args = name === 'add_numbers' ? { a: 5, b: 3 } : {};
    await client.callTool({ name, arguments: args });
  }
};

if (name.startsWith('auth/client-credentials')) context['grant'] = 'client_credentials';
const { transport, close } = await connectThroughBroker(serverUrl, { name, context });
const client = new Client(
  { name: 'conformance', version: '1.0.0' },
  { capabilities: { elicitation: { form: { applyDefaults: true } } } },
);
client.setRequestHandler(ElicitRequestSchema, async () => ({ action: 'accept' as const, content: {} }));
try {
  await client.connect(transport as Transport);
  await useServer(client);
  await client.close();
} finally {
  await close();
}
process.exit(0);
