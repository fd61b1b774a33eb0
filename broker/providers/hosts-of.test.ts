import { connectionProvider } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { builtIn } from './built-in.ts';
import { hostsNamedBy, hostsOf } from './hosts-of.ts';

const read = (id: string) => {
  const found = builtIn.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found.read();
};
const authority = {
  providerId: 'x' as never,
  providerVersion: 1,
  origins: ['https://a.example'],
  placement: '',
};

describe('hostsNamedBy', () => {
  it.each([
    ['github', 'https://api.github.com', true],
    ['gitea', 'https://codeberg.org', true],
    ['gitea', 'https://git.acme.example', false],
    ['datadog', 'https://api.datadoghq.eu', true],
    ['http', 'https://api.github.com', false],
    ['mcp', 'https://mcp.example', false],
  ])('of %s: %s, %s', (id, origin, named) => {
    expect(hostsNamedBy(read(id)).has(origin)).toBe(named);
  });

  it('a pattern of hosts is not taken for a host', () => {
    for (const { read: one } of builtIn)
      for (const origin of hostsNamedBy(one())) expect(origin).not.toContain('*');
  });
});

describe('hostsOf', () => {
  it('names where requests, sign-in, identity provider and assertions go, each once', () => {
    const signIn = {
      origins: ['https://login.example', 'https://a.example'],
      client: 'c',
      identityProvider: { at: ['https://idp.example/token'], client: 'c' },
    };
    const provider = connectionProvider.parse({
      id: 'api',
      name: 'A',
      description: 'A.',
      origins: ['https://a.example'],
      fields: [{ id: 'key', type: 'secret' }],
      auth: {
        kind: 'jwtBearer',
        key: 'key',
        algorithm: 'RS256',
        exchange: { url: 'https://token.example/token' },
      },
    });
    expect(hostsOf({ ...authority, signIn }, provider.auth).sort()).toEqual([
      ...['https://a.example', 'https://idp.example', 'https://login.example', 'https://token.example'],
    ]);
  });
});
