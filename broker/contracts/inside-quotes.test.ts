import { describe, expect, it } from 'vitest';
import { insideQuotes } from './inside-quotes.ts';

describe('insideQuotes', () => {
  it.each(['"', '“', '”', '„', '«', '»', "''", '’’', '＂', '″', '〃', '\u02DD', '\u1FEF\u1FEF', '」'])(
    'the mark %s of somebody else does not end a quotation of ours',
    (mark) => {
      expect(insideQuotes(`GitHub${mark} (github)`)).toBe("GitHub' (github)");
    },
  );
  it('an apostrophe stays as it is', () => {
    expect(insideQuotes("the user’s, or the user's")).toBe("the user’s, or the user's");
  });
});
