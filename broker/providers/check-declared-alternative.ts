import { canonicalJson } from '../json/canonical-json.ts';
import { type Found, fault } from './fault.ts';
import { nearestWord, wordList } from './nearest-word.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';
import { quoteName } from './quote-found.ts';

/** Another way to sign in leads where the first one does: extensions that ask for that one send the same requests. */
export function checkDeclaredAlternative(
  provider: unknown,
  providers: readonly unknown[],
  at: ManifestPlace,
): readonly Found[] {
  const wanted = textAt(provider, 'alternativeTo');
  if (wanted === undefined) return [];
  const place = [...at, 'alternativeTo'];
  const others = providers.filter(
    (other) => other !== provider && textAt(other, 'alternativeTo') === undefined,
  );
  const first = others.find((other) => textAt(other, 'id') === wanted);
  if (first === undefined) {
    const names = others
      .flatMap((other) => textAt(other, 'id') ?? [])
      .filter((name) => quoteName(name) !== undefined);
    const meant = nearestWord(wanted, names);
    const then =
      meant !== undefined
        ? `did you mean \`${meant}\`?`
        : names.length === 0
          ? 'there is no other.'
          : `there are ${wordList(names, 'and')}.`;
    return fault(
      place,
      `This must be a provider of this manifest that is not itself an alternative; ${then}`,
    );
  }
  const differs = (key: 'origins' | 'mcp', read: (one: unknown) => unknown): readonly Found[] =>
    read(provider) === read(first)
      ? []
      : fault([...at, key], `Another way to sign in to \`${wanted}\` must have the same \`${key}\`.`);
  return [
    ...differs('origins', (one) => listAt(one, 'origins').slice(0, 16).map(String).join(' ')),
    ...differs('mcp', (one) => canonicalJson(child(one, 'mcp') ?? null)),
  ];
}
