/**
 * Which paths a caveat admits. The grammar is small on purpose: everyone who reads a consent dialog has to
 * be able to say what it means.
 *
 *   pattern  = "/" segment *( "/" segment )
 *   segment  = literal / "*" / "**"
 *
 * A literal stands for itself, case and percent-encoding included, compared with the path as it is sent.
 * `*` is one segment that is not empty. `**` is any number of segments, none included, and comes last.
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
  // Patterns that no admitted path could ever match would read like an authority and be none.
  if (/%(?:25|2e|2f|5c|[01][0-9a-f]|7f)|%(?![0-9a-f]{2})/i.test(text)) return { ok: false, why: 'character' };
  const segments = text.slice(1).split('/');
  const open = segments.at(-1) === '**';
  if (open) segments.pop();
  for (const [index, segment] of segments.entries()) {
    if (segment !== '*' && segment.includes('*')) return { ok: false, why: 'wildcard' };
    if (segment === '.' || segment === '..') return { ok: false, why: 'segment' };
    if (segment === '' && (open || index < segments.length - 1)) return { ok: false, why: 'segment' };
  }
  return { ok: true, pattern: { segments, open } };
};

/** A pattern that does not parse admits nothing. */
export const matchesPath = (pattern: string, pathname: string): boolean => {
  if (pattern === everyPath) return true;
  const parsed = parsePathPattern(pattern);
  if (!parsed.ok || !pathname.startsWith('/')) return false;
  const { segments, open } = parsed.pattern;
  const given = pathname.slice(1).split('/');
  if (open ? given.length < segments.length : given.length !== segments.length) return false;
  return segments.every((segment, index) =>
    segment === '*' ? given[index] !== '' : given[index] === segment,
  );
};
