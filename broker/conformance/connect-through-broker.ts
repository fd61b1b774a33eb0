import type { McpTransport } from '@valetkey/extension-api';
import { brokerInFolder, extensionNamed } from '../fixtures/broker-in-folder.ts';

const access = { mcpTools: ['*'], mcpCallbacks: ['sampling', 'elicitation', 'roots'] };

/** A broker with one connection to the server under test, and an extension's handle on it. */
export const connectThroughBroker = async (
  serverUrl: URL,
  _scenario: string,
  _context: Readonly<Record<string, string>>,
): Promise<{ readonly transport: McpTransport; close(): Promise<void> }> => {
  const broker = await brokerInFolder();
  const provider = {
    ...{ id: 'server', name: 'Server', description: 'The server of the conformance suite.' },
    fields: [{ id: 'url', type: 'url', label: 'Address' }],
    ...{ origins: ['{url}'], auth: { kind: 'none' }, mcp: { path: serverUrl.pathname } },
  };
  const extension = broker.attach(
    extensionNamed('conformance', {
      contributes: {
        connectionProviders: [provider],
        connectionRequests: [{ provider: 'acme.conformance/server', reason: 'To conform.', access }],
      },
    }),
  );
  await broker.settings.createConnection({
    ...{ providerId: 'acme.conformance/server', scope: 'user', displayName: 'Server' },
    ...{ fields: { url: serverUrl.origin }, secrets: {} },
  } as never);
  const handle = await extension.connections.request({
    ...{ provider: 'acme.conformance/server', reason: 'To conform.', access: access as never },
  });
  const client = extension.connections.use(handle);
  return {
    transport: client.mcpTransport(),
    close: async () => {
      client.dispose();
      await broker.close();
    },
  };
};
