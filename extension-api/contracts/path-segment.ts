/** Why a path is refused before any pattern is compared with it. */
export type SegmentRefusal = 'encoded-path' | 'path-parameter' | 'dot-segment' | 'empty-segment';

/**
 * How servers read one segment of a path, between two slashes, as it is sent: as this one name (`one`), or, because of
 * an encoded slash, as several names by a server that decodes it (`several`). Everything else is refused: servers
 * disagree about it. They decode once or twice, cut at `;`, `?`, `#` or NUL, trim blanks and dots (Windows), fold
 * what looks like a slash into one (NFKC, code pages), or drop a name of which nothing is left.
 */
export type SegmentReading = 'one' | 'several' | SegmentRefusal;

/** What nearly every path is made of: nothing in it that any server folds, and not a dot, plus or colon at its start. */
const plain = /^[\w~!$&'()*,=@-][\w~!$&'()*+,=:@.-]*$/;

export function readSegment(segment: string): SegmentReading {
  if (plain.test(segment)) return 'one';
  const decoded = decode(segment);
  if (decoded === undefined) return 'encoded-path';
  const names = decoded.split('/');
  for (const name of names) {
    const refusal = judgeName(name);
    if (refusal !== undefined) return refusal;
  }
  return names.length === 1 ? 'one' : 'several';
}

/** `undefined`: a stray percent sign, or bytes that are not UTF-8, such as the overlong `%c0%ae`. */
const decode = (segment: string): string | undefined => {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
};

/**
 * In no name: what ends a path or a segment for somebody, controls, and a percent sign, which somebody decodes again.
 * Beyond ASCII, what turns into one of these: all mathematical symbols (the look-alike slashes are among them), and
 * the others that Unicode's list of confusables, code pages (yen and won sign) and glibc's tables have.
 */
export const inNoName =
  /[/\\?#%;\p{Cc}\p{Zl}\p{Zp}\u00a5\u0374\u0375\u0387\u061b\u061f\u066a\u1735\u2041\u204f\u20a9\u244a\u2571\u2572\u3033\u31d3\u31d4]|(?![+<=>|~^])\p{Sm}/u;

/** Left when blanks, dots, marks and invisible characters are gone, and before a colon (NTFS: what follows is a stream). */
const something = /^[^:]*?(?!\p{DI}|\u2800)[\p{L}\p{N}!"$&'()*,\-<=>@[\]^_`{|}~\p{Sc}\p{Sk}\p{So}]/u;

const judgeName = (name: string): SegmentRefusal | undefined => {
  const folded = name.normalize('NFKC');
  if (folded.includes(';')) return 'path-parameter';
  if (inNoName.test(name) || inNoName.test(folded)) return 'encoded-path';
  if (something.test(folded)) return undefined;
  return folded.includes('.') ? 'dot-segment' : 'empty-segment';
};
