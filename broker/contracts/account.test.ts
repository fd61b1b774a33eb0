import { expect, it } from 'vitest';
import { type Account, isSameAccount } from './account.ts';

const account = (change: Partial<Account> = {}): Account => ({
  fields: { url: 'https://api.example' },
  secrets: new Map([['token', 3]]),
  signIn: { at: 1_000, byCode: true },
  ...change,
});

it.each<[string, Partial<Account>]>([
  ['nothing', {}],
  ['a field that was empty', { fields: { url: 'https://api.example', organization: 'org' } }],
  [
    'a secret that was missing',
    {
      secrets: new Map([
        ['token', 3],
        ['other', 1],
      ]),
    },
  ],
  ['a sign-in in the browser', { signIn: { at: 2_000, byCode: false } }],
])('an account stays the same when this is new: %s', (_, change) => {
  expect(isSameAccount(account(), account(change))).toBe(true);
});

it.each<[string, Partial<Account>]>([
  ['a field', { fields: { url: 'https://api.example/other' } }],
  ['no field', { fields: {} }],
  ['a secret', { secrets: new Map([['token', 4]]) }],
  ['no secret', { secrets: new Map() }],
  ['a sign-in by code', { signIn: { at: 2_000, byCode: true } }],
  ['no sign-in', { signIn: undefined }],
])('an account may be another one with %s in place of what was there', (_, change) => {
  expect(isSameAccount(account(), account(change))).toBe(false);
});

it('the first sign-in makes no other account', () => {
  expect(isSameAccount(account({ signIn: undefined }), account())).toBe(true);
});
