import { format, inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { expect, expectTypeOf, it } from 'vitest';
import { makeSecret, plaintextOf } from './plaintext.ts';
import type { Secret } from './secret.ts';

const plaintext = 'hunter2-plaintext';
const secret = makeSecret(plaintext);

it('a secret is read by the function of its own room', () => {
  expect(plaintextOf(secret)).toBe(plaintext);
});

it.each<[string, () => unknown]>([
  ['toString', () => secret.toString()],
  ['String()', () => String(secret)],
  ['a template string', () => `${secret}`],
  ['concatenation', () => `x${secret as unknown as string}`],
  ['arithmetic', () => Number(secret)],
  ['toLocaleString', () => (secret as object).toLocaleString()],
  ['valueOf', () => (secret as object).valueOf()],
  ['JSON.stringify', () => JSON.stringify({ secret, nested: [secret] })],
  ['inspect', () => inspect({ secret }, { showHidden: true, depth: 9, getters: true })],
  ['inspect without custom inspection', () => inspect(secret, { customInspect: false, showHidden: true })],
  ['format', () => format('%s %j %o %O %d %i', secret, secret, secret, secret, secret, secret)],
  ['Object.entries', () => Object.entries(secret)],
  ['its property descriptors', () => inspect(Object.getOwnPropertyDescriptors(secret), { depth: 9 })],
  ['a spread', () => inspect({ ...secret }, { showHidden: true })],
  ['Object.assign', () => inspect(Object.assign({}, secret), { showHidden: true })],
  ['structuredClone', () => inspect(structuredClone(secret), { showHidden: true })],
  ['an error that names it', () => inspect(new Error(`bad ${secret}`, { cause: secret }))],
  ['its methods as text', () => `${secret.toString}${secret.toJSON}`],
])('shows no plaintext in %s', (_, show) => {
  expect(String(show())).not.toContain('hunter2');
});

it('a secret carries nothing through a message port', async () => {
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise((resolve) => port2.once('message', resolve));
  port1.postMessage(secret);
  expect(inspect(await arrived, { showHidden: true })).toBe('{}');
  port1.close();
});

it('a secret cannot be changed', () => {
  expect(Object.isFrozen(secret)).toBe(true);
  expect(() => Object.defineProperty(secret, 'toString', { value: () => plaintext })).toThrow(TypeError);
});

it('a copy, an heir or a proxy of a secret does not open', () => {
  for (const other of [Object.create(secret), new Proxy(secret, {}), { ...secret }] as Secret[])
    expect(() => plaintextOf(other)).toThrow('That is not a secret.');
});

it('a structural look-alike does not have the type of a secret', () => {
  expectTypeOf<{
    toString(): '[secret]';
    toJSON(): '[secret]';
  }>().not.toExtend<Secret>();
  expectTypeOf(secret).not.toExtend<string>();
});
