const [tab, lineFeed, carriageReturn, space, percent, ampersand, slash, backslash] = [
  0x09, 0x0a, 0x0d, 0x20, 0x25, 0x26, 0x2f, 0x5c,
];
const longestGap = 64;
/** Line ends as entities and in percent-encoding, also twice. */
const written = /^(?:%(?:25)*0[ad]|&#(?:0{0,4}1[03]|x0{0,4}[ad]);)/i;
/** `u000a` or `u000d`, looked at byte by byte: a text may be nothing but escapes. */
const isEscapedLineEnd = (text: Buffer, at: number): boolean => {
  if (text[at + 1] !== zero || text[at + 2] !== zero || text[at + 3] !== zero) return false;
  const last = (text[at + 4] as number) | 0x20;
  return last === 0x61 || last === 0x64;
};
const zero = 0x30;

/** `%0A`, `%250A`, `&#10;`: anything else is another character. */
const mayBeWritten = (next: number | undefined): boolean => next === 0x30 || next === 0x32 || next === 0x23;
const isWhite = (byte: number | undefined): boolean => byte === space || byte === tab;

/**
 * Where the line end that begins at `at` is over, in whatever way it is written, with the indent of the next line or the
 * name of its field in an event stream. `at` itself: there is none, or a blank line, which ends everything.
 */
export const gapAfter = (text: Buffer, at: number): number => {
  let to = at;
  let lines = 0;
  while (to < text.length && to - at < longestGap) {
    const byte = text[to] as number;
    if (byte === lineFeed) {
      lines += 1;
      if (lines > 1) return at;
      to += 1;
      if (text[to] === 0x64 && text.toString('latin1', to, to + 5) === 'data:') to += 5;
    } else if (byte === carriageReturn || isWhite(byte)) to += 1;
    else if (byte === backslash) {
      let behind = to + 1;
      while (text[behind] === backslash) behind += 1;
      const letter = text[behind] as number;
      // The escaped slash of PHP is a digit behind a backslash.
      if (letter === slash) return behind;
      if (letter === 0x6e || letter === 0x72 || letter === 0x74) to = behind + 1;
      else if ((letter | 0x20) === 0x75 && isEscapedLineEnd(text, behind)) to = behind + 5;
      else break;
    } else if (byte === percent || byte === ampersand) {
      if (!mayBeWritten(text[to + 1])) break;
      const [found] = written.exec(text.toString('latin1', to, to + 12)) ?? [''];
      if (found === '') break;
      to += found.length;
    } else break;
  }
  // Words with spaces between them are no lines.
  for (let from = at; from < to; from += 1) if (!isWhite(text[from])) return to;
  return at;
};
