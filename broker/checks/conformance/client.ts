import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { ElicitRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { connectThroughBroker, type Scenario } from './connect-through-broker.ts';

/**
 * The program that the official conformance suite starts, once per scenario, with the address of its server. It starts
 * a whole broker, gets a handle by its ports as an extension does, and does what the scenario is about with the SDK's
 * Client over the handle's transport. Everything that the server sees comes from the broker.
 */
const name = process.env['MCP_CONFORMANCE_SCENARIO'] ?? '';
const context = JSON.parse(process.env['MCP_CONFORMANCE_CONTEXT'] ?? '{}') as Scenario['context'];
const serverUrl = new URL(process.argv.at(-1) ?? '');

type Call = { readonly name: string; readonly arguments?: Record<string, unknown> };

/** All that the server has, once. */
const useServer = async (client: Client): Promise<void> => {
  const { tools } = await client.listTools();
  const schemaOf = (tool: string): object => tools.find((one) => one.name === tool)?.inputSchema ?? {};
  const argumentsOf: Record<string, Record<string, unknown>> = {
    add_numbers: { a: 5, b: 3 },
    json_schema_echo: { schema: schemaOf('json_schema_2020_12_tool') },
  };
  // Its server only lists, and looks whether anybody follows a reference in a schema.
  if (name === 'json-schema-ref-no-deref') return;
  const calls = (context['toolCalls'] as readonly Call[] | undefined) ?? tools;
  for (const { name: tool, arguments: given = argumentsOf[tool] ?? {} } of calls as readonly Call[])
    await client.callTool({ name: tool, arguments: given });
  if (client.getServerCapabilities()?.resources !== undefined)
    for (const { uri } of (await client.listResources()).resources) await client.readResource({ uri });
  if (client.getServerCapabilities()?.prompts !== undefined)
    for (const prompt of (await client.listPrompts()).prompts) await client.getPrompt({ name: prompt.name });
};

const grant = name.startsWith('auth/client-credentials') ? { grant: 'client_credentials' } : {};
const { transport, signedInAgain, close } = await connectThroughBroker(serverUrl, {
  name,
  context: { ...context, ...grant },
});
const client = new Client(
  { name: 'conformance', version: '1.0.0' },
  { capabilities: { elicitation: { form: { applyDefaults: true } } } },
);
client.setRequestHandler(ElicitRequestSchema, async () => ({ action: 'accept' as const, content: {} }));
try {
  await client.connect(transport as Transport);
  // As a person does: what failed for want of a sign-in is tried once more when they have signed in.
  await useServer(client).catch(async (error: unknown) => {
    if (!(await signedInAgain())) throw error;
    await useServer(client);
  });
  await client.close();
} finally {
  await close();
}
process.exit(0);
