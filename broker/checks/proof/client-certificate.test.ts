import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, url } from '../fixtures/connected.ts';
import { type Certificates, type Issued, makeCertificates } from '../fixtures/servers/make-certificates.ts';
import { serverFolder } from '../fixtures/servers/program.ts';
import { type RunningNginx, startNginx } from '../fixtures/servers/start-nginx.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';
import { codeOf } from '../fixtures/watched-broker.ts';

const passphrase = 'opens-the-key';
let nginx: RunningNginx;
let ours: Issued;
let next: Issued;
let encrypted: Issued;
let stranger: Certificates;
startedBefore(['nginx'], async () => {
  nginx = await startNginx();
  ours = nginx.certificates.client('first');
  next = nginx.certificates.client('second');
  encrypted = nginx.certificates.client('third', { passphrase });
  stranger = makeCertificates(serverFolder('stranger'), 'Another root');
  return [nginx];
});

const pem = { format: 'pem' };
const declared = {
  fields: [url, secret('certificate', pem), secret('key', pem), secret('passphrase', { required: false })],
  auth: { kind: 'mtls', certificate: 'certificate', key: 'key', passphrase: 'passphrase' },
  test: { path: '/' },
};
let tls: Connected;
const connect = async ({ certificate, key }: Issued, more: Record<string, string> = {}) => {
  tls = await connected(
    declared,
    { fields: { url: nginx.certificateUrl }, secrets: { certificate, key, ...more } },
    { network: { additionalRoots: [nginx.certificates.root] } },
  );
  return tls.client;
};
const subjectOf = async (client: Connected['client']) =>
  (await (await client.fetch('/')).text()).split(' ')[0];
const socketOf = async (client: Connected['client']) =>
  (await (await client.fetch('/')).text()).split(' ')[1];
afterEach(async () => {
  expect((await tls?.close()) ?? []).toEqual([]);
});

describe('a client certificate, with nginx', () => {
  it('a certificate authenticates on kept sockets, and after a redirect too', async () => {
    const client = await connect(ours);
    expect(await subjectOf(client)).toBe('CN=first');
    expect(await socketOf(client)).toBe(await socketOf(client));
    expect(await (await client.fetch('/away')).text()).toContain('CN=first');
  });

  it('a certificate shows when it ends, as the certificate says', async () => {
    await connect(nginx.certificates.client('dated', { days: 30 }));
    const { expiry } = await tls.settings.getConnection({ connectionId: tls.connectionId });
    expect(expiry?.from).toBe('certificate');
    expect(((expiry?.at ?? 0) - Date.now()) / 86_400_000).toBeCloseTo(30, 0);
  });

  it('a certificate authenticates with a key that a passphrase guards', async () => {
    expect(await subjectOf(await connect(encrypted, { passphrase }))).toBe('CN=third');
  });

  it('a certificate of another authority is refused by the server, and so is none', async () => {
    const client = await connect(stranger.client('foreign'));
    const answer = await client.fetch('/');
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('certificate')]);
  });

  it('a certificate is never used for another extension or connection: each has its own sockets', async () => {
    const client = await connect(ours);
    const other = await tls.another('other');
    const [one, two] = [await socketOf(client), await socketOf(other)];
    expect(one).not.toBe(two);
  });

  it('a replaced certificate serves new uses on new sockets, and the old sockets are closed', async () => {
    const client = await connect(ours);
    const before = await socketOf(client);
    const { saved } = await tls.settings.replaceSecret({
      connectionId: tls.connectionId,
      secrets: { certificate: next.certificate, key: next.key },
      testFirst: true,
    });
    expect(saved).toBe(true);
    expect(await subjectOf(client)).toBe('CN=second');
    expect(await socketOf(client)).not.toBe(before);
  });

  it('a certificate is not replaced if the new one fails', async () => {
    const client = await connect(ours);
    const { certificate, key } = stranger.client('foreign');
    const swapped = await tls.settings.replaceSecret({
      connectionId: tls.connectionId,
      secrets: { certificate, key },
      testFirst: true,
    });
    expect([swapped.saved, swapped.test?.status]).toEqual([false, 400]);
    expect(await subjectOf(client)).toBe('CN=first');
  });

  it('a certificate is never used over an unencrypted connection', async () => {
    await connect(ours);
    const plain = await connected(declared, {
      fields: { url: nginx.basicUrl },
      secrets: { certificate: ours.certificate, key: ours.key },
    });
    expect(await codeOf(plain.client.fetch('/hello.txt'))).toBe('credential-malformed');
    expect(await plain.close()).toEqual([]);
  });

  it('a certificate is checked when it is saved, and errors do not quote it', async () => {
    await connect(ours);
    const save = (secrets: Record<string, string>) =>
      tls.settings.replaceSecret({ connectionId: tls.connectionId, secrets, testFirst: false }).then(
        () => 'saved',
        (error: { details: { at: string; expected: string } }) =>
          `${error.details.at}: ${error.details.expected}`,
      );
    const rsa = String(
      generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
    );
    const attempts = {
      'no PEM at all': { key: 'a key of sixty-four characters, which is not PEM at all, but text' },
      'a certificate as the key': { certificate: ours.certificate, key: ours.certificate },
      'a key as the certificate': { certificate: ours.key, key: ours.key },
      'half a key': { key: ours.key.replace(/\n.{20}/, '\n') },
      'the key of somebody else': { certificate: ours.certificate, key: rsa },
      'a header inside': { certificate: ours.certificate, key: `${ours.key}\r\nX-Evil: 1` },
      'a locked key': { certificate: encrypted.certificate, key: encrypted.key },
    };
    for (const [what, secrets] of Object.entries(attempts)) {
      const said = await save(secrets);
      expect([what, said]).toEqual([what, expect.stringMatching(/^(?:certificate|key): This /)]);
      expect(said).not.toMatch(/MII|X-Evil/);
    }
    expect(
      await save({ certificate: next.certificate.replaceAll('\n', ' '), key: next.key.replaceAll('\n', '') }),
    ).toBe('saved');
    expect(await subjectOf(tls.client)).toBe('CN=second');
  });
});
