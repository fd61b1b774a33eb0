import { MessageChannel } from 'node:worker_threads';
import { type Client, controlContract } from '@valetkey/api-contracts';
import { type Connections, connectPort, makeConnections, type Port } from '@valetkey/extension-api/host';
import { type Broker, makeBroker } from '../../broker.ts';
import { type SettingsContract, settingsContract } from '../../contracts/settings.ts';
import { testKeychain } from '../../secrets/vault/fixtures/vault-in-folder.ts';
import { messagePortTransport } from '../../shells/node/message-port-transport.ts';
import { nodePowers } from '../../shells/node/node-powers.ts';
import { extensionNamed } from '../fixtures/broker-in-folder.ts';

export const kinds = ['bearer', 'mcp', 'signed-in'] as const;
export type Kind = (typeof kinds)[number];

const url = { id: 'url', type: 'url', label: 'Address' };
const secret = { id: 'token', type: 'secret', label: 'Token' };
const described = {
  bearer: { fields: [url, secret], auth: { kind: 'bearer', secret: 'token' } },
  mcp: { fields: [url, secret], auth: { kind: 'bearer', secret: 'token' }, mcp: { path: '/mcp' } },
  'signed-in': {
    fields: [url, secret],
    auth: {
      kind: 'oauth2',
      flows: ['clientCredentials'],
      issuer: '{url}',
      client: { id: 'soak', secret: 'token' },
      scopes: ['read'],
    },
  },
} satisfies Record<Kind, object>;

/** The reason of a request that is to be answered so. */
export const always = 'To be allowed always.';
export const once = 'To be allowed once.';

export const nameOf = (at: number): string => `soak-${at}`;
export const providerOf = (at: number, kind: Kind): never => `acme.${nameOf(at)}/${kind}` as never;

export const loaded = (at: number) =>
  extensionNamed(nameOf(at), {
    contributes: {
      connectionProviders: kinds.map((kind) => ({
        id: kind,
        name: kind,
        description: 'For the soak.',
        origins: ['{url}'],
        ...described[kind],
      })),
      connectionRequests: kinds.map((kind) => ({
        provider: providerOf(at, kind),
        reason: 'To soak.',
        access: { methods: ['GET'], paths: ['/**'], mcpTools: ['*'] },
      })),
    },
  });

export type Soaked = {
  readonly broker: Broker;
  readonly settings: Client<SettingsContract>;
  readonly errors: string[];
  close(): Promise<void>;
};

/** A whole broker of the Node shell. Nothing of it is watched: what a watch keeps would look like a leak. */
export const openSoaked = async (folder: string): Promise<Soaked> => {
  const errors: string[] = [];
  const broker = makeBroker({
    ...nodePowers({ stderr: process.stderr }),
    folder,
    keychain: testKeychain(),
    undoDeleteMs: 20,
    askConsent: async ({ nonce, reason, choices: [choice] }) => {
      if (choice === undefined) return { nonce, decision: 'deny' };
      return { nonce, decision: reason === always ? 'always' : 'once', connectionId: choice.connectionId };
    },
    askChange: async ({ nonce }) => ({ nonce, decision: 'allow' }),
    log: (level, text, cause) => {
      if (level !== 'info') errors.push(`${level} ${text} ${cause instanceof Error ? cause.message : ''}`);
    },
  });
  await broker.unlock();
  const { port1, port2 } = new MessageChannel();
  broker.openSettings(messagePortTransport(port1));
  const { client, close } = connectPort(settingsContract, port2 as unknown as Port, 'port-closed');
  return {
    broker,
    settings: client,
    errors,
    close: async () => {
      close();
      await broker.close();
    },
  };
};

export type Attached = { readonly connections: Connections; detach(): void };

/** An extension whose code runs in this thread, behind a real port. */
export const attach = (broker: Broker, at: number): Attached => {
  const { port1, port2 } = new MessageChannel();
  const { detach } = broker.attachExtension(loaded(at), messagePortTransport(port1), {
    log: () => undefined,
    report: () => undefined,
    stop: () => undefined,
  });
  const { client } = connectPort(controlContract, port2 as unknown as Port, 'port-closed');
  return {
    connections: makeConnections(client),
    detach: () => {
      detach('stopped');
      port2.close();
    },
  };
};
