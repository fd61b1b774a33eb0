import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { forms, writeForm } from '../../broker/node/prove/write-forms.ts';
import { makeCanaryOracle } from './canary-oracle.ts';

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
