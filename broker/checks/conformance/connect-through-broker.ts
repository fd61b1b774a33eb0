import { type ConnectionId, defined } from '@valetkey/api-contracts';
import type { McpTransport } from '@valetkey/extension-api';
import { visit } from '../../oauth/fixtures/form-browser.ts';
import { brokerInFolder, extensionNamed, type TestBroker } from '../fixtures/broker-in-folder.ts';
import { signInTo } from '../fixtures/sign-in-to.ts';

export type Scenario = {
  readonly name: string;
  /** What the suite says that the client knows beforehand. */
  readonly context: Readonly<Record<string, unknown>>;
};

const access = { mcpTools: ['*'], mcpCallbacks: ['sampling', 'elicitation', 'roots'] };

export type ThroughBroker = {
  readonly transport: McpTransport;
  /** Resolves when the person has signed in again. False: nobody had to. */
  signedInAgain(): Promise<boolean>;
  close(): Promise<void>;
};

/** A broker with one connection to the server under test, and an extension's handle on it. */
export async function connectThroughBroker(
  serverUrl: URL,
  { name, context }: Scenario,
): Promise<ThroughBroker> {
  let signingIn: Promise<void> | undefined;
  const signsIn = name.startsWith('auth/');
  const broker = await brokerInFolder({
    // The person and the browser: anyone who is asked says yes.
    openInSystemBrowser: async (url) => void visit(url).catch(() => undefined),
    notice: (notice) => {
      if (notice.kind === 'needs-reconnect') signingIn = signIn(broker, notice.connectionId);
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
        ...defined({ format: context['private_key_pem'] === undefined ? undefined : 'pem' }),
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
  const known = context as Readonly<Record<string, string>>;
  const { client_id: clientId, client_secret: secret, private_key_pem: key } = known;
  const { idp_issuer: idp, idp_client_id: idpClientId, idp_id_token: idToken } = known;
  const pem = key ?? secret;
  const { id } = await broker.settings.createConnection({
    providerId: 'acme.conformance/server',
    scope: 'user',
    displayName: 'Server',
    fields: {
      url: serverUrl.origin,
      ...defined({ clientId, idp, idpClientId }),
    },
    secrets: defined({ secret: pem, idToken }),
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
    signedInAgain: async () => {
      const under = signingIn;
      signingIn = undefined;
      await under;
      return under !== undefined;
    },
    close: async () => {
      client.dispose();
      // Named here, it is held until now: its port is collected, and closed, with it.
      extension.detach();
      await broker.close();
    },
  };
}

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

const signIn = async ({ settings }: TestBroker, connectionId: ConnectionId): Promise<void> => {
  const { state, why } = await signInTo(connectionId, settings);
  if (state === 'failed') process.stderr.write(`the sign-in failed: ${why}\n`);
};
