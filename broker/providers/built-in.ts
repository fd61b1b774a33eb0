import type { ConnectionProvider, ProviderField } from '@valetkey/api-contracts';

const address = (placeholder: string, help: string): ProviderField => ({
  id: 'url',
  type: 'url',
  label: 'Address',
  help: `${help} The token is sent there and nowhere else.`,
  placeholder,
  required: true,
});
const token: ProviderField = {
  id: 'token',
  type: 'secret',
  label: 'Token',
  help: 'Sent in the Authorization header, after the word Bearer.',
  required: true,
};

/** Any HTTP service that no extension describes. Data, like every other provider; its version rises with its reach. */
const http: ConnectionProvider = {
  id: 'http',
  version: 1,
  name: 'HTTP service',
  description: 'Any HTTP service that takes a bearer token.',
  fields: [address('https://api.example.com', 'Scheme and host, without a path.'), token],
  origins: ['{url}'],
  auth: { kind: 'bearer', secret: 'token' },
  headers: [],
  suggestedPaths: [],
};

/** Any MCP server over Streamable HTTP (MCP 2025-06-18, Transports). */
const mcp: ConnectionProvider = {
  id: 'mcp',
  version: 1,
  name: 'MCP server',
  description: 'Any MCP server over Streamable HTTP at /mcp that takes a bearer token.',
  fields: [
    address('https://mcp.example.com', 'Scheme and host, without a path; the server is expected at /mcp.'),
    token,
  ],
  origins: ['{url}'],
  auth: { kind: 'bearer', secret: 'token' },
  headers: [],
  mcp: { transport: 'streamableHttp', path: '/mcp' },
  suggestedPaths: [],
};

export const builtInProviders: readonly ConnectionProvider[] = Object.freeze([http, mcp]);
