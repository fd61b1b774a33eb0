/**
 * Refuses early what the matcher cannot take: lookaround, back-references, repeated groups. That alone bounds no
 * time (`a*a*a*b` passes): patterns come from manifests and are run by broker/providers/compile-pattern.ts only, which
 * is linear. Nobody may hand one to RegExp, or to a page's `pattern` attribute.
 */
export const isSafePattern = (source: string): boolean => {
  if (/\(\?[=!<]|\\[1-9]|\\k/.test(source)) return false;
  if (/\)[*+{?]/.test(source)) return false;
  if ((source.match(/[*+{]/g) ?? []).length > 8) return false;
  try {
    new RegExp(source, 'u');
    return true;
  } catch {
    return false;
  }
};
