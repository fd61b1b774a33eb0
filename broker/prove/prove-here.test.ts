import { describe, expect, it } from 'vitest';
import { startEchoingServer } from './echoing-server.ts';
import { proveHere } from './prove-here.ts';
import { nodeProofShell } from './prove-node-shell.ts';

describe('valetkey prove', () => {
  it('the proof confirms each of its points on an intact installation', async () => {
    const checks = await proveHere(nodeProofShell({ keyring: false, stderr: process.stderr }));
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.length).toBeGreaterThan(4);
  });

  it('the proof asks a server that does leak the token', async () => {
    const server = await startEchoingServer('a-token-of-the-test');
    const ask = (authorization: string) => fetch(`${server.url}/base64`, { headers: { authorization } });
    expect(await (await ask('Bearer a-token-of-the-test')).text()).toContain(btoa('a-token-of-the-test'));
    expect((await ask('Bearer another')).status).toBe(401);
    expect([server.authorized, server.refused]).toEqual([1, 1]);
    await server.stop();
  });
});
