import { readSegment, type SegmentRefusal } from '@valetkey/api-contracts';

/**
 * Which paths a caveat admits. The grammar is small on purpose: everyone who reads a consent dialog has to
 * be able to say what it means.
 *
 *   pattern  = "/" segment *( "/" segment )
 *   segment  = literal / "*" / "**"
 *
 * A literal stands for itself, case and percent-encoding included, compared with the path as it is sent.
 * `*` is one segment that is not empty. `**` is any number of segments, none included, and comes last.
 *
 * A path is admitted if each reading of it that some server has matches (B2 in THREAT-MODEL.md). So a segment is
 * one name to everybody. Only below a `**` may it hold an encoded slash, which GitLab and object stores need: one name
 * or several, all of them are below.
 */
export type PathPattern = { readonly segments: readonly string[]; readonly open: boolean };
export type PathPatternRefusal = 'no-slash' | 'too-long' | 'character' | 'wildcard' | 'segment';

type Parsed =
  | { readonly ok: true; readonly pattern: PathPattern }
  | { readonly ok: false; readonly why: PathPatternRefusal };

/** The pattern that restricts nothing. */
export const everyPath = '/**';

export const parsePathPattern = (text: string): Parsed => {
  if (!text.startsWith('/')) return { ok: false, why: 'no-slash' };
  if (text.length > 1024) return { ok: false, why: 'too-long' };
  if (!/^[!-~]+$/.test(text) || /[?#\\"<>`{}^|;]/.test(text)) return { ok: false, why: 'character' };
  // An encoded dot is refused whatever is granted (path-tricks.ts).
  if (/%2e/i.test(text)) return { ok: false, why: 'character' };
  const segments = text.slice(1).split('/');
  const open = segments.at(-1) === '**';
  if (open) segments.pop();
  for (const [index, segment] of segments.entries()) {
    if (segment !== '*' && segment.includes('*')) return { ok: false, why: 'wildcard' };
    // The slash at the end of a path.
    if (segment === '' && index === segments.length - 1 && !open) continue;
    // Patterns that no admitted path could ever match would read like an authority and be none.
    const reading = readSegment(segment);
    if (reading === 'several' || reading === 'encoded-path') return { ok: false, why: 'character' };
    if (reading !== 'one') return { ok: false, why: 'segment' };
  }
  return { ok: true, pattern: { segments, open } };
};

const read = Symbol('read');
/** A path of which each segment was judged. Only `readPath` makes one, so none is compared unread. */
export type ReadPath = {
  readonly [read]: true;
  readonly segments: readonly string[];
  /** Index of the first segment with an encoded slash; where there is none, the number of segments. */
  readonly plainUpTo: number;
};

/** Of the path as it is sent, which begins with a slash. */
export const readPath = (
  pathname: string,
): { readonly ok: true; readonly path: ReadPath } | { readonly ok: false; readonly why: SegmentRefusal } => {
  const segments = pathname.slice(1).split('/');
  let plainUpTo = segments.length;
  for (const [index, segment] of segments.entries()) {
    // The slash at the end of a path.
    if (segment === '' && index === segments.length - 1) break;
    const reading = readSegment(segment);
    if (reading === 'several') plainUpTo = Math.min(plainUpTo, index);
    else if (reading !== 'one') return { ok: false, why: reading };
  }
  return { ok: true, path: { [read]: true, segments, plainUpTo } };
};

/** A pattern that does not parse admits nothing. */
export const matchesPath = (pattern: string, { segments: given, plainUpTo }: ReadPath): boolean => {
  if (pattern === everyPath) return true;
  const parsed = parsePathPattern(pattern);
  if (!parsed.ok) return false;
  const { segments, open } = parsed.pattern;
  if (open ? given.length < segments.length : given.length !== segments.length) return false;
  if (plainUpTo < (open ? segments.length : given.length)) return false;
  return segments.every((segment, index) =>
    segment === '*' ? given[index] !== '' : given[index] === segment,
  );
};
