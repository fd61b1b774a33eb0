import { expect, it } from 'vitest';
import { markedTexts } from '../../contracts/texts/fixtures/marked-texts.ts';
import { english, makeSay } from '../../contracts/texts/say.ts';
import { osKeychain } from '../node/os-keychain.ts';
import { passphraseKeychain } from '../node/passphrase-keychain.ts';
import { describeSafeStorage } from './describe-safe-storage.ts';

const say = makeSay(markedTexts());
const backends = ['basic_text', 'gnome_libsecret', 'darwin', 'win32', 'unknown', 'another', 'kwallet6'];
const described = [
  ...backends.map((backend) => ({ what: backend, protection: describeSafeStorage(say, backend) })),
  { what: 'the system’s', protection: osKeychain({ service: 's', account: 'a' }).describe(say) },
  {
    what: 'a passphrase',
    protection: passphraseKeychain({ file: '', askPassphrase: async () => '' }).describe(say),
  },
];

it.each(described)('the keyring $what is described in the language of the application', ({ protection }) => {
  const { grade: _, ...texts } = protection;
  // The name of a program.
  for (const text of Object.values(texts)) expect(text).toMatch(/^(?:⟦[^⟧]*⟧ ?)+$|^KWallet$/);
});

it('a keyring that leaves nothing to be desired says no weakness', () => {
  expect(describeSafeStorage(english, 'darwin')).toEqual({ protection: 'the macOS Keychain' });
});
