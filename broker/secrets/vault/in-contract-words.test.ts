import { expect, it } from 'vitest';
import { thrownCode } from '../../checks/fixtures/thrown-code.ts';
import { DatabaseError } from '../../database/database-error.ts';
import { inContractWords } from './in-contract-words.ts';
import { VaultError } from './vault-error.ts';

it.each([
  [new VaultError('vault-locked'), 'vault-locked'],
  [new VaultError('vault-closed'), 'vault-locked'],
  [new VaultError('plaintext-too-long'), 'invalid-input'],
  [new DatabaseError('unwritable', 'vault.db'), 'storage-failed'],
])('what the vault throws has a code of the contract: %s', (error, code) => {
  const failing = () =>
    inContractWords(() => {
      throw error;
    });
  expect(thrownCode(failing)).toBe(code);
});

it('a mistake of ours stays one', () => {
  const mistake = new TypeError('a mistake');
  expect(() =>
    inContractWords(() => {
      throw mistake;
    }),
  ).toThrow(mistake);
});
