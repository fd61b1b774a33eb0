import { expect, it } from 'vitest';
import { stateOf } from '../fixtures/gated-connections.ts';
import { testConnections } from './index.ts';

it('each provider of a kit answers, denies and lives at an origin of its own', async () => {
  const kit = testConnections({
    respond: () => new Response('any'),
    providers: {
      github: { respond: ({ url }) => new Response(`github at ${url}`), origin: 'https://github.test' },
      jira: { deny: 'denied' },
      slack: { mcp: { tools: { echo: () => 'said' } } },
    },
  });
  const read = async (provider: string): Promise<string> => {
    const client = kit.connections.use(await kit.connections.request({ provider, reason: 'x' }));
    return (await client.fetch('/a')).text();
  };
  expect(await read('github')).toBe('github at https://github.test/a');
  expect(await stateOf(kit.connections.request({ provider: 'jira', reason: 'x' }))).toBe('denied');
  expect(await read('slack')).toBe('any');
  expect(await read('constructor')).toBe('any');
  const slack = kit.connections.use(await kit.connections.request({ provider: 'slack', reason: 'x' }));
  expect(await (await slack.mcp()).callTool('echo', {})).toMatchObject({ content: [{ text: 'said' }] });
  expect(kit.requests.map(({ provider }) => provider)).toEqual(['github', 'slack', 'constructor']);
  kit.close();
});

it('the kit says the reason of the manifest where a request gives none', async () => {
  const request = { provider: 'github', reason: 'Reads.', access: { methods: ['GET'], paths: ['/**'] } };
  const manifest = { name: 'a', publisher: 'b', version: '1.0.0', main: 'a.js' };
  const kit = testConnections({ manifest: { ...manifest, contributes: { connectionRequests: [request] } } });
  await kit.connections.request({ provider: 'github' });
  expect(kit.asked).toMatchObject([{ provider: 'github', reason: 'Reads.' }]);
  kit.close();
});
