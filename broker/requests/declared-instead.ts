import type { CapabilityRequest, ConnectionRequest, ErrorAnswer } from '@valetkey/api-contracts';
import { outsideOf } from '../grants/outside-of.ts';
import { nearestWord } from '../providers/nearest-word.ts';

/** A request that the manifest does not declare, with what it declares instead: both are the extension's own words. */
export function declaredInstead(
  error: ErrorAnswer,
  { provider, access, scopes = [] }: CapabilityRequest,
  declared: readonly ConnectionRequest[],
): ErrorAnswer {
  if (error.code !== 'not-declared') return error;
  if (error.at === 'provider')
    return {
      ...error,
      expected: nearestProvider(
        provider,
        declared.map((one) => one.provider),
      ),
    };
  const entries = declared.filter((one) => one.provider === provider);
  const { caveat } = error;
  if (caveat === 'methods' || caveat === 'paths' || caveat === 'mcpTools') {
    const wanted = access?.[caveat] ?? [];
    const given = [...new Set(entries.flatMap((one): readonly string[] => one.access[caveat]))];
    const outside = wanted.find((one) => !given.includes(one));
    return outside === undefined ? error : { ...error, expected: outsideOf(outside, [given]) };
  }
  if (error.at !== 'scopes') return error;
  const given = [...new Set(entries.flatMap((one) => one.scopes ?? []))];
  const outside = scopes.find((one) => !given.includes(one));
  return outside === undefined ? error : { ...error, expected: outsideOf(outside, [given]) };
}

const nearestProvider = (wanted: string, declared: readonly string[]): string => {
  if (declared.length === 0) return 'it declares none';
  const short = (id: string): string => id.slice(id.indexOf('/') + 1);
  const near =
    nearestWord(wanted, declared) ??
    declared.find(
      (id) => nearestWord(short(wanted), [short(id)]) !== undefined || short(id) === short(wanted),
    );
  return near === undefined
    ? outsideOf(wanted, [declared])
    : `${JSON.stringify(wanted)} is not declared; did you mean ${JSON.stringify(near)}?`;
};
