import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { forms, writeForm } from '../../broker/prove/write-forms.ts';
import { makeCanaryOracle } from './canary-oracle.ts';
import type { Told } from './told-by-children.ts';

const secret = `planted+/${randomBytes(18).toString('base64')}`;
const seeing = (value: unknown): number => {
  const oracle = makeCanaryOracle();
  oracle.learn(secret);
  oracle.look('here', value);
  return oracle.report().leaks.length;
};

describe('the canary oracle', () => {
  it.each(forms)('sees a planted secret as %s, in a text, in bytes, as a key and in an error', (form) => {
    const written = Buffer.from(`before ${writeForm(form, secret)} after`, 'latin1');
    expect(seeing({ deep: [written.toString('latin1')] })).toBeGreaterThan(0);
    expect(seeing(new Uint8Array(written))).toBeGreaterThan(0);
    expect(seeing({ [written.toString('latin1')]: 1 })).toBeGreaterThan(0);
    expect(seeing(new Error('outer', { cause: written.toString('latin1') }))).toBeGreaterThan(0);
  });

  it('tells the place and never the secret', () => {
    const oracle = makeCanaryOracle();
    oracle.learn(secret);
    oracle.look('a port', { text: secret });
    expect(oracle.report()).toMatchObject({ canaries: 1, messages: 1 });
    expect(oracle.report().leaks[0]).toMatch(/^a port: \d+ bytes at 0/);
    expect(JSON.stringify(oracle.report())).not.toContain(secret.slice(0, 12));
  });

  it('sees nothing where there is nothing, and counts what it looked through', () => {
    expect(seeing({ text: 'innocent', bytes: new Uint8Array(100) })).toBe(0);
  });

  it('says how many secrets it cannot watch', () => {
    const oracle = makeCanaryOracle();
    oracle.learn('short');
    expect(oracle.report()).toMatchObject({ canaries: 0, unwatched: 1 });
  });
});

describe('the watch in processes that tests start', () => {
  const start = (script: string): Told[] => {
    const folder = mkdtempSync(join(tmpdir(), 'canaries-'));
    const file = join(folder, 'told');
    writeFileSync(file, '');
    const env = { ...process.env, VALETKEY_CANARIES: file };
    const source = `import { seal, unseal } from ${JSON.stringify(new URL('../../broker/dist/secrets/vault/seal.js', import.meta.url))};
      const secret = ${JSON.stringify(secret)};
      const place = { connectionId: 'c', field: 'f', authorityDigest: 'd', counter: 1 };
      const key = Buffer.alloc(32);
      const sealed = () => seal(key, place, secret, (length) => Buffer.alloc(length));
      ${script}`;
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { env });
    expect(status, stderr.toString()).toBe(0);
    const told = readFileSync(file, 'utf8').trim().split('\n');
    rmSync(folder, { recursive: true });
    return told.map((line) => JSON.parse(line) as Told);
  };

  it.each([
    ['sealed', 'sealed();'],
    ['opened', `globalThis.keep = sealed; unseal(key, sealed(), place);`],
  ])('learns what is %s there', (_how, script) => {
    expect(start(script)).toContainEqual({ secret });
  });

  it.each([
    [
      'a port',
      'a message on a port',
      'const { port1 } = new MessageChannel(); port1.postMessage([secret]); port1.close();',
    ],
    ['its output', 'what was printed', `console.log(Buffer.from(secret).toString('base64'));`],
    ['a command line', 'a command line', `(await import('node:child_process')).spawnSync('true', [secret]);`],
  ])('sees it on %s, and tells the test where', (_place, where, script) => {
    const told = start(`sealed(); ${script}`);
    expect(told).toContainEqual({ leak: expect.stringContaining(where) });
    expect(told.filter((line) => 'leak' in line && line.leak.includes(secret))).toEqual([]);
  });

  it('says nothing where nothing leaks', () => {
    expect(start(`sealed(); console.log('innocent');`).filter((line) => 'leak' in line)).toEqual([]);
  });
});
