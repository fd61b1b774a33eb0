import { expect, it } from 'vitest';
import { savedOrigin } from '../../network/fixtures/serving.ts';
import { discoverForMcp } from './discover-for-mcp.ts';
import { type Answer, answeringCourier } from './fixtures/answering-courier.ts';

const home = 'https://mcp.example.com';
const login = 'https://login.example.com';
const described = `${home}/.well-known/oauth-protected-resource/mcp`;
const metadataAt = (issuer: string, origin = new URL(issuer).origin) =>
  `${origin}/.well-known/oauth-authorization-server${new URL(issuer).pathname.replace(/\/$/, '')}`;
const metadata = (issuer: string) => ({
  json: { issuer, token_endpoint: `${new URL(issuer).origin}/token` },
});
const discovering = (answers: Readonly<Record<string, Answer>>, at = home) => {
  const { powers, asked, told } = answeringCourier(answers);
  const found = discoverForMcp(new URL('/mcp', at), savedOrigin(at), [], powers);
  return { asked, told, found };
};
const naming = (issuer: string, more: object = {}): Record<string, Answer> => ({
  [described]: { json: { resource: `${home}/mcp`, authorization_servers: [issuer], ...more } },
  [metadataAt(issuer)]: metadata(issuer),
});

it.each(['http://127.0.0.1:8080', 'http://localhost', 'https://10.0.0.1', 'https://[fd12::1]'])(
  'a server out there sends nobody to what only this machine or network reaches: %s',
  async (issuer) => {
    const { found, asked } = discovering(naming(issuer));
    await expect(found).rejects.toMatchObject({ code: 'endpoint-refused' });
    expect(asked.filter((one) => !one.includes(home))).toEqual([]);
  },
);

it.each([
  ['https://10.0.0.5', 'http://127.0.0.1:8080', 'refused'],
  ['https://10.0.0.5', 'https://10.0.0.1', 'found'],
  ['http://127.0.0.1:8080', 'https://10.0.0.1', 'found'],
])('a server at %s that names %s as its issuer is %s', async (at, issuer, outcome) => {
  const { found } = discovering(
    {
      [`${at}/.well-known/oauth-protected-resource/mcp`]: {
        json: { resource: `${at}/mcp`, authorization_servers: [issuer] },
      },
      [metadataAt(issuer)]: metadata(issuer),
    },
    at,
  );
  const how = await found.then(
    () => 'found',
    ({ code }: { code: string }) => code.replace('endpoint-', ''),
  );
  expect(how).toBe(outcome);
});

it('metadata speaks of the very issuer that was named, also at one host', async () => {
  const issuer = `${login}/acme`;
  await expect(
    discovering({ ...naming(issuer), [metadataAt(issuer)]: metadata(`${login}/other`) }).found,
  ).rejects.toThrow();
  expect(await discovering(naming(issuer)).found).toMatchObject({ server: { issuer } });
});

it('metadata at the server’s own host is its own, where nobody named an issuer', async () => {
  const { found } = discovering({ [metadataAt(home)]: metadata(login) });
  await expect(found).rejects.toMatchObject({ code: 'issuer-mismatch' });
});

it.each([`${home}/mc`, `${home}/mcp/deeper`, `${home}/mcp#x`, 'https://me@mcp.example.com/mcp'])(
  'a resource is the endpoint or what it lies in: not %s',
  async (resource) => {
    await expect(discovering(naming(login, { resource })).found).rejects.toMatchObject({
      code: 'resource-refused',
    });
  },
);
it.each([home, `${home}/`, `${home}/mcp`, `${home}/mcp/`])('a resource may be %s', async (resource) => {
  expect(await discovering(naming(login, { resource })).found).toMatchObject({ resource });
});

it('metadata that a challenge names and that is not there is replaced by no guess', async () => {
  const challenge = {
    status: 401,
    headers: [['www-authenticate', `Bearer resource_metadata="${home}/x", scope="a b"`]],
  };
  const at = { [`${home}/mcp`]: challenge as Answer, [metadataAt(home)]: metadata(home) };
  await expect(discovering(at).found).rejects.toMatchObject({ code: 'discovery-failed' });
  const { json } = naming(login)[described] ?? {};
  const there = {
    ...at,
    ...naming(login),
    [`${home}/x`]: { json: { ...(json as object), scopes_supported: ['c'] } },
  };
  expect(await discovering(there).found).toMatchObject({ scopes: ['a', 'b'] });
});

it('each request of a discovery is told before it leaves', async () => {
  const { found, asked, told } = discovering(naming(login));
  await found;
  expect(told).toEqual(asked);
  expect(told).toContain(`POST ${home}/mcp`);
});
