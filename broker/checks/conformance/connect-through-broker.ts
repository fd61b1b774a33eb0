import type { ConnectionId } from '@valetkey/api-contracts';
import type { McpTransport } from '@valetkey/extension-api';
import { visit } from '../../oauth/fixtures/form-browser.ts';
import { brokerInFolder, extensionNamed, type TestBroker } from '../fixtures/broker-in-folder.ts';

export type Scenario = {
  readonly name: string;
  /** What the suite says that the client knows beforehand. */
  readonly context: Readonly<Record<string, string>>;
};

const access = { mcpTools: ['*'], mcpCallbacks: ['sampling', 'elicitation', 'roots'] };

/** A broker with one connection to the server under test, and an extension's handle on it. */
export const connectThroughBroker = async (
  serverUrl: URL,
  { name, context }: Scenario,
): Promise<{ readonly transport: McpTransport; close(): Promise<void> }> => {
  const signsIn = name.startsWith('auth/');
  const broker = await brokerInFolder({
    // The person and the browser: whoever is asked says yes.
    openInSystemBrowser: async (url) => void visit(url).catch(() => undefined),
    notice: (notice) => {
      if (notice.kind === 'needs-reconnect') void signIn(broker, notice.connectionId);
    },
  });
  const provider = {
    id: 'server',
    name: 'Server',
    description: 'The server of the conformance suite.',
    fields: [
      { id: 'url', type: 'url', label: 'Address' },
      { id: 'clientId', type: 'string', label: 'Client id', required: false },
      {
        id: 'secret',
        type: 'secret',
        label: 'Client secret or key',
        required: false,
        ...(context['private_key_pem'] === undefined ? {} : { format: 'pem' }),
      },
      { id: 'idp', type: 'url', label: 'Identity provider', required: false },
      { id: 'idpClientId', type: 'string', label: 'Client id there', required: false },
      { id: 'idToken', type: 'secret', label: 'ID token', required: false },
    ],
    origins: ['{url}'],
    mcp: { path: serverUrl.pathname },
    auth: signsIn ? authOf(context) : { kind: 'none' },
  };
  const extension = broker.attach(
    extensionNamed('conformance', {
      contributes: {
        connectionProviders: [provider],
        connectionRequests: [{ provider: 'acme.conformance/server', reason: 'To conform.', access }],
      },
    }),
  );
  const { client_id: clientId, client_secret: secret, private_key_pem: key } = context;
  const { idp_issuer: idp, idp_client_id: idpClientId, idp_id_token: idToken } = context;
  const pem = key ?? secret;
  const { id } = await broker.settings.createConnection({
    providerId: 'acme.conformance/server',
    scope: 'user',
    displayName: 'Server',
    fields: {
      url: serverUrl.origin,
      ...(clientId === undefined ? {} : { clientId }),
      ...(idp === undefined ? {} : { idp, idpClientId }),
    },
    secrets: {
      ...(pem === undefined ? {} : { secret: pem }),
      ...(idToken === undefined ? {} : { idToken }),
    },
  } as never);
  if (signsIn) await signIn(broker, id);
  const handle = await extension.connections.request({
    provider: 'acme.conformance/server',
    reason: 'To conform.',
    access: access as never,
  });
  const client = extension.connections.use(handle);
  return {
    transport: client.mcpTransport(),
    close: async () => {
      client.dispose();
      // Named here, it is held until now: its port is collected, and closed, with it.
      extension.detach();
      await broker.close();
    },
  };
};

const authOf = ({ client_id, private_key_pem, grant, idp_issuer }: Scenario['context']) => ({
  kind: 'oauth2',
  discovery: 'mcp',
  ...(idp_issuer === undefined
    ? {
        flows: [
          private_key_pem !== undefined || grant === 'client_credentials'
            ? 'clientCredentials'
            : 'authorizationCode',
        ],
      }
    : {
        flows: ['crossApp'],
        identityProvider: { issuer: '{idp}', clientId: '{idpClientId}', idToken: 'idToken' },
      }),
  client:
    client_id === undefined
      ? { document: 'https://conformance-test.local/client-metadata.json' }
      : {
          id: '{clientId}',
          secret: 'secret',
          authentication: private_key_pem === undefined ? 'basic' : 'privateKeyJwt',
        },
});

/** As the user does it in Settings. */
const signIn = async ({ settings }: TestBroker, connectionId: ConnectionId): Promise<void> => {
  const { signInId } = await settings.signIn({ connectionId, scopes: [] });
  for (;;) {
    const { state, why } = await settings.signInProgress({ signInId });
    if (state === 'signed-in') return;
    if (state === 'failed') {
      process.stderr.write(`the sign-in failed: ${why}\n`);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
