import { expect, it } from 'vitest';
import { german } from '../contracts/texts/german/index.ts';
import { english, makeSay } from '../contracts/texts/say.ts';
import { usersPart } from './question-parts.ts';

it('a name in a question of main ends its quotation in no language', () => {
  for (const mark of ['“', '”', '"', '’’', '»'])
    for (const [say, open, close] of [
      [english, '“', '”'],
      [makeSay(german), '„', '“'],
    ] as const) {
      const { texts } = usersPart(say, 'Who uses it', [
        { id: 'acme.evil' as never, displayName: `Mail${mark} (acme.mail)` },
      ]);
      expect(texts).toEqual([`${open}Mail' (acme.mail)${close} (acme.evil)`]);
    }
});
