import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { visit } from '../oauth/fixtures/form-browser.ts';
import { type OidcServer, startOidc } from '../oauth/fixtures/oidc-server.ts';
import { runCli } from './run-cli.ts';

let folder: string;
let server: OidcServer;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'valetkey-cli-'));
  server = await startOidc();
  writeFileSync(join(folder, 'passphrase'), 'a passphrase for this test\n');
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Plays the person at the terminal, who opens the printed address and signs in there. */
const run = async (...argv: string[]): Promise<{ code: number; out: string; err: string }> => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  let out = '';
  let err = '';
  stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    const [, address, userCode] = /Open (\S+) and type in the code (\S+)/.exec(chunk.toString()) ?? [];
    if (address !== undefined)
      visit(address, { login: 'ada', password: 'any', user_code: userCode ?? '' }).catch(() => undefined);
  });
  stderr.on('data', (chunk: Buffer) => {
    err += chunk.toString();
    const [address] = /http:\/\/127\S+/.exec(chunk.toString()) ?? [];
    if (address !== undefined) visit(address).catch(() => undefined);
  });
  const options = ['--folder', join(folder, 'broker'), '--passphrase-file', join(folder, 'passphrase')];
  const code = await runCli({ argv: [...argv, ...options], stdout, stderr, env: { HOME: folder } });
  return { code, out, err };
};
const fields = (): string[] => [
  ...['--field', `issuer=${server.origin}`, `url=${server.origin}`, 'clientId=native'],
  ...['--scope', 'openid', 'offline_access'],
];

it('connect adds a connection and signs in, and sign-out revokes at the service', async () => {
  const first = await run('connect', 'oauth2', '--name', 'Work', ...fields());
  expect(first).toMatchObject({ code: 0, out: expect.stringContaining('Signed in to "Work".') });
  expect(first.err).toContain(`${server.origin}/auth`);
  const again = await run('sign-in', 'Work', '--flow', 'deviceCode');
  expect(again).toMatchObject({ code: 0, out: expect.stringContaining('type in the code') });
  expect(await run('sign-out', 'Work')).toMatchObject({
    code: 0,
    out: 'Signed out of "Work". The service revoked them.\n',
  });
});

it('a wrong argument is explained, and the command exits with 2', async () => {
  expect(await run('connect', 'no-such-service')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no service "no-such-service": see "providers list"'),
  });
  expect(await run('connect', 'oauth2', '--field', 'issuer=http://login.example.com')).toMatchObject({
    code: 2,
    err: expect.stringMatching(/issuer|url/),
  });
  const unknownClient = fields().map((part) => part.replace('native', 'nobody'));
  expect(await run('connect', 'oauth2', ...unknownClient, '--flow', 'deviceCode')).toMatchObject({
    code: 2,
    err: expect.stringContaining('The service does not accept the client’s id or secret.'),
  });
  expect(await run('sign-in', 'Nowhere')).toMatchObject({
    code: 2,
    err: expect.stringContaining('There is no connection "Nowhere"'),
  });
});
