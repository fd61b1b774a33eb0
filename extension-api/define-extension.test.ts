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

it.each([undefined, null, {}, { activate: 'x' }, () => undefined])('defineExtension refuses %j', (wrong) => {
  expect(() => defineExtension(wrong as never)).toThrow('needs an object with an activate function');
});
