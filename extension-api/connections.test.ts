import { ValetkeyError } from '@valetkey/api-contracts';
import { afterEach, describe, expect, it } from 'vitest';
import { gatedConnections, stateOf } from './fixtures/gated-connections.ts';

describe('connections.request', () => {
  let gated: ReturnType<typeof gatedConnections>;
  afterEach(() => gated.end());

  it('a request sends what was asked for and nothing else', async () => {
    gated = gatedConnections();
    await gated.connections.request({
      provider: 'acme.mail/inbox',
      reason: 'Reads mail.',
      access: { methods: ['GET'], paths: ['/v1/**'] },
      principal: 'acme.other',
    } as never);
    expect(gated.requests).toEqual([
      {
        provider: 'acme.mail/inbox',
        reason: 'Reads mail.',
        access: { methods: ['GET'], paths: ['/v1/**'], mcpTools: [] },
      },
    ]);
  });

  it.each(['denied', 'not-declared', 'no-connection', 'prompt-limit', 'consent-unavailable'] as const)(
    'a request rejects with %s when that is the answer',
    async (code) => {
      gated = gatedConnections({}, () => {
        throw new ValetkeyError({ code });
      });
      const asked = gated.connections.request({ provider: 'acme', reason: 'x' });
      await expect(asked).rejects.toBeInstanceOf(ValetkeyError);
      await expect(asked).rejects.toMatchObject({ code });
      expect(gated.gates).toEqual([]);
    },
  );

  it.each([
    [
      { provider: 'No Such', reason: 'x' },
      'provider',
      'must be a built-in name, publisher.name/provider, or added/provider',
    ],
    [{ provider: 'acme', reason: '' }, 'reason', 'must have >=1 characters'],
    [{ reason: 'x' }, 'provider', 'is missing; it must be of type string'],
    [{ provider: 'acme', reason: 5 }, 'reason', 'must be of type string, not number'],
    [
      { provider: 'acme', reason: 'x', access: { methods: ['TRACE'] } },
      'access.methods[0]',
      'must be one of GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS, PROPFIND, REPORT',
    ],
    [
      { provider: 'acme', reason: 'x', access: { paths: ['/a', 'b'] } },
      'access.paths[1]',
      expect.stringContaining('must start with /'),
    ],
    [
      { provider: 'acme', reason: 'x', access: { tools: [] } },
      'access.tools',
      'is not known there; leave it out',
    ],
    [{ provider: 'acme', reason: 'x', access: null }, 'access', expect.any(String)],
  ])('a request says where %j is wrong, and the port stays open', async (request, at, expected) => {
    gated = gatedConnections();
    await expect(gated.connections.request(request as never)).rejects.toMatchObject({
      code: 'invalid-input',
      details: { at, expected },
    });
    await gated.connections.request({ provider: 'acme', reason: 'x' });
    expect(gated.violations).toEqual([]);
  });

  it('a request fails with port-closed when the broker leaves during a prompt, and so do later ones', async () => {
    gated = gatedConnections({}, () => new Promise(() => undefined));
    const asked = gated.connections.request({ provider: 'acme', reason: 'x' });
    await new Promise((resolve) => setTimeout(resolve, 10));
    gated.control.close('port-closed');
    expect(await stateOf(asked)).toBe('port-closed');
    expect(await stateOf(gated.connections.request({ provider: 'acme', reason: 'x' }))).toBe('port-closed');
  });

  it('a handle is already closed if the broker closed it on the way', async () => {
    gated = gatedConnections();
    const asked = gated.connections.request({ provider: 'acme', reason: 'x' });
    while (gated.gates.length === 0) await new Promise((resolve) => setImmediate(resolve));
    gated.gates[0]?.close('capability-closed');
    const client = gated.connections.use(await asked);
    expect(await stateOf(client.describe())).toBe('capability-closed');
    expect(await stateOf(client.closed)).toBe('fulfilled');
  });
});
