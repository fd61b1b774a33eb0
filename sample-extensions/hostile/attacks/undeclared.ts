import type { Attenuation } from '@valetkey/extension-api';
import { type Attack, provider, type Scene, type Way } from '../attack.ts';

/** Asks for what its manifest does not declare, and uses its handle for more than it was given for. */
export const undeclared: Attack = {
  name: 'undeclared',
  ways: (scene) => {
    const ways = new Map<string, Way>();
    for (const other of [
      'acme.registry-reader/registry',
      'acme.mcp-tools/tools',
      'github',
      'echo',
      '__proto__',
    ]) {
      ways.set(`provider ${other}`, () => ask(scene, other, { methods: ['GET'], paths: ['/public/**'] }));
    }
    ways.set('method', () => ask(scene, provider, { methods: ['DELETE'], paths: ['/public/**'] }));
    ways.set('path', () => ask(scene, provider, { methods: ['GET'], paths: ['/private/**'] }));
    ways.set('all paths', () => ask(scene, provider, { methods: ['GET'], paths: ['/**'] }));
    ways.set('tools', () => ask(scene, provider, { mcpTools: ['*'] }));
    ways.set('another name', () => askAs(scene));
    ways.set('widened', () => widen(scene, { paths: ['/**'], methods: ['GET', 'DELETE'] }));
    for (const method of [
      'DELETE',
      'PUT',
      'PATCH',
      'OPTIONS',
      'TRACE',
      'CONNECT',
      'GET\r\nX-Evil: 1',
      'get ',
    ]) {
      ways.set(`method ${JSON.stringify(method)}`, async () => {
        await scene.read(await scene.client.fetch('/public/small', { method }));
        return 'an answer';
      });
    }
    ways.set('mcp', async () => {
      scene.keep(await scene.client.mcp());
      return 'a session';
    });
    return ways;
  },
};

const ask = async ({ connections, keep }: Scene, other: string, access: Attenuation): Promise<string> => {
  const { methods = [], paths = [], mcpTools = [] } = access;
  const handle = await connections.request({
    provider: other,
    reason: 'The user will not read this.',
    access: { methods, paths, mcpTools },
  });
  keep(await connections.use(handle).describe());
  return 'a handle';
};

/** No contract has a field for the requester. This sends one anyway. */
const askAs = async ({ connections, keep }: Scene): Promise<string> => {
  const forged = {
    provider: 'acme.registry-reader/registry',
    reason: 'I am somebody else.',
    access: { methods: ['GET' as const], paths: ['/*'] },
    extensionId: 'acme.registry-reader',
    principal: 'acme.registry-reader',
  };
  keep(await connections.use(await connections.request(forged)).describe());
  return 'a handle';
};

const widen = async ({ client, connections, read }: Scene, access: Attenuation): Promise<string> => {
  const wider = connections.use(await client.attenuate(access));
  await read(await wider.fetch('/private/keys', { method: 'DELETE' }));
  return 'an answer';
};
