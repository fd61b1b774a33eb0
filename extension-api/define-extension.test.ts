import { expect, it } from 'vitest';
import { defineExtension } from './define-extension.ts';

it('defineExtension keeps `this` for an activate that is a method', async () => {
  const extension = defineExtension({
    name: 'mine',
    activate() {
      (this as { seen?: unknown }).seen = this;
    },
  } as never);
  await extension.activate({} as never);
  expect(Object.isFrozen(extension)).toBe(true);
});

it('defineExtension keeps `this` for a deactivate, and refuses one that is no function', async () => {
  const seen: unknown[] = [];
  const extension = defineExtension({
    activate: () => undefined,
    deactivate() {
      seen.push(this);
    },
  });
  await extension.deactivate?.();
  expect(seen).toEqual([expect.objectContaining({ activate: expect.any(Function) })]);
  const wrong = { activate: () => undefined, deactivate: 'x' } as never;
  expect(() => defineExtension(wrong)).toThrow('`deactivate` of an extension must be a function');
});

it.each([undefined, null, {}, { activate: 'x' }, () => undefined])('defineExtension refuses %j', (wrong) => {
  expect(() => defineExtension(wrong as never)).toThrow('needs an object with an activate function');
});
