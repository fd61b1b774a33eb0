import { format, inspect } from 'node:util';
import { MessageChannel } from 'node:worker_threads';
import { expect, expectTypeOf, it } from 'vitest';
import { makeSecret, type Secret } from './secret.ts';

const plaintext = 'hunter2-plaintext';
const secret = makeSecret(plaintext);

it('gives its plaintext to a callback, and what the callback returns to its caller', () => {
  expect(secret.use((text) => text.length)).toBe(plaintext.length);
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
  ['its method as text', () => String(secret.use)],
])('shows no plaintext in %s', (_, show) => {
  expect(String(show())).not.toContain('hunter2');
});

it('carries nothing through a message port', async () => {
  const { port1, port2 } = new MessageChannel();
  const arrived = new Promise((resolve) => port2.once('message', resolve));
  port1.postMessage(secret);
  expect(inspect(await arrived, { showHidden: true })).toBe('{}');
  port1.close();
});

it('cannot be changed', () => {
  expect(Object.isFrozen(secret)).toBe(true);
  expect(() => Object.defineProperty(secret, 'toString', { value: () => plaintext })).toThrow(TypeError);
});

it('opens for nobody who holds a copy, an heir or a proxy of it', () => {
  for (const other of [Object.create(secret), new Proxy(secret, {}), { use: secret.use }] as Secret[])
    expect(() => other.use((text) => text)).toThrow('That is not a secret.');
});

it('is a type that a structural look-alike does not have', () => {
  expectTypeOf<{
    use<T>(fn: (text: string) => T): T;
    toString(): '[secret]';
    toJSON(): '[secret]';
  }>().not.toExtend<Secret>();
  expectTypeOf(secret).not.toExtend<string>();
});
