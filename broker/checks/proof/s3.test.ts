import { afterEach, describe, expect, it } from 'vitest';
import { type Connected, connected, secret, text, url } from '../fixtures/connected.ts';
import { type RunningMoto, startMoto } from '../fixtures/servers/start-moto.ts';
import { startedBefore } from '../fixtures/servers/started-before.ts';

let moto: RunningMoto;
startedBefore(['python3-moto'], async () => {
  moto = await startMoto();
  return [moto];
});

const declared = {
  fields: [url, text('region'), text('keyId'), secret('key')],
  auth: { kind: 'sigv4', service: 's3', region: '{region}', accessKeyId: 'keyId', secretAccessKey: 'key' },
};
let s3: Connected;
const connect = async (changes: { keyId?: string; key?: string } = {}, powers = {}) => {
  const { keyId = moto.accessKeyId, key = moto.secretAccessKey } = changes;
  s3 = await connected(
    declared,
    { fields: { url: moto.url, region: moto.region, keyId }, secrets: { key } },
    powers,
  );
  return s3.client;
};
afterEach(async () => {
  expect((await s3?.close()) ?? []).toEqual([]);
});

describe('S3, with a server that checks every signature', () => {
  it('objects are put, read, listed and deleted, whatever their names and bodies', async () => {
    const client = await connect();
    expect((await client.fetch('/bucket', { method: 'PUT' })).status).toBe(200);
    const bytes = new Uint8Array(200_000).map((_byte, at) => at % 251);
    const files: [string, string | Uint8Array<ArrayBuffer>][] = [
      ['plain.txt', 'hello'],
      ['a%20b/c.d/e_f.txt', 'spaces and folders'],
      ['~-._.bin', bytes],
      ['empty', ''],
    ];
    for (const [name, body] of files) {
      const put = await client.fetch(`/bucket/${name}`, { method: 'PUT', body });
      expect([name, put.status]).toEqual([name, 200]);
      const got = await client.fetch(`/bucket/${name}`);
      expect(Buffer.from(await got.arrayBuffer()).equals(Buffer.from(body))).toBe(true);
    }
    const listed = await (await client.fetch('/bucket?list-type=2&prefix=a%20b&max-keys=10')).text();
    expect(listed).toContain('<KeyCount>1</KeyCount>');
    expect((await client.fetch('/bucket/plain.txt', { method: 'DELETE' })).status).toBe(204);
    expect((await client.fetch('/bucket/plain.txt')).status).toBe(404);
  });

  it("a wrong key is refused, and the server's message reaches the caller without the key", async () => {
    const client = await connect({ key: 'not-the-key-of-anybody' });
    const answer = await client.fetch('/bucket', { method: 'PUT' });
    expect([answer.status, await answer.text()]).toEqual([
      403,
      expect.stringContaining('SignatureDoesNotMatch'),
    ]);
  });

  it('a bare plus in a name, which AWS reads as a space and others do not, is refused with a code', async () => {
    const client = await connect();
    await expect(client.fetch('/bucket/a+b')).rejects.toMatchObject({
      code: 'destination-refused',
      details: { why: 'plus-in-path' },
    });
  });

  it("an extension's own signature, key or date is not passed on", async () => {
    const client = await connect();
    for (const name of ['Authorization', 'X-Amz-Date', 'x-amz-security-token', 'X_Amz_Content_Sha256']) {
      await expect(client.fetch('/bucket', { headers: { [name]: 'x' } })).rejects.toMatchObject({
        code: 'header-refused',
      });
    }
    await expect(client.fetch('/bucket?X-Amz-Signature=0')).rejects.toMatchObject({
      code: 'destination-refused',
    });
  });
});
