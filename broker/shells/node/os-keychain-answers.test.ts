import { expect, it, vi } from 'vitest';
import { osKeychain } from './os-keychain.ts';

const says = vi.hoisted(() => ({ message: '' }));
vi.mock('@napi-rs/keyring', () => ({
  AsyncEntry: class {
    async getPassword(): Promise<never> {
      throw new Error(says.message);
    }
  },
}));

it.each([
  ['User canceled the operation.', { state: 'locked', why: 'keyring-denied' }],
  ['Access denied', { state: 'locked', why: 'keyring-denied' }],
  ['object locked', { state: 'locked', why: 'keyring-locked' }],
  ["Couldn't access platform storage: x", { state: 'locked', why: 'keyring-locked' }],
  ['no bus', { state: 'unavailable', why: 'keyring-unavailable' }],
])('a keyring that says "%s" has a state of its own', async (message, answer) => {
  says.message = message;
  expect(await osKeychain({ service: 's', account: 'a' }).unlock({ mayCreate: true })).toEqual(answer);
});
