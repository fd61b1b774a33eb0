import { type Found, fault } from './fault.ts';
import { nearestWord, wordList } from './nearest-word.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';
import { quoteName } from './quote-found.ts';

/** Against the manifest's own providers. Not checked here: whether another extension's provider is installed. */
export function checkDeclaredRequests(manifest: unknown, contributes: unknown): readonly Found[] {
  const own = new Map(
    listAt(contributes, 'connectionProviders')
      .slice(0, 32)
      .flatMap((provider) => {
        const id = textAt(provider, 'id');
        return id === undefined ? [] : [[id, provider] as const];
      }),
  );
  const prefix = `${textAt(manifest, 'publisher')}.${textAt(manifest, 'name')}/`;
  return listAt(contributes, 'connectionRequests')
    .slice(0, 32)
    .flatMap((request, index) => {
      const place: ManifestPlace = ['contributes', 'connectionRequests', index];
      return [
        ...checkProviderName(textAt(request, 'provider'), own, prefix, place),
        ...checkAccess(request, own, prefix, place),
      ];
    });
}

const checkProviderName = (
  id: string | undefined,
  own: ReadonlyMap<string, unknown>,
  prefix: string,
  at: ManifestPlace,
): readonly Found[] => {
  if (id === undefined) return [];
  const place = [...at, 'provider'];
  const names = [...own.keys()].filter((name) => quoteName(name) !== undefined);
  if (own.has(id) && quoteName(id) !== undefined)
    return fault(
      place,
      `A provider of this extension is asked for by its whole name, which is \`${prefix}${id}\`.`,
    );
  if (!id.startsWith(prefix) || own.has(id.slice(prefix.length))) return [];
  const meant = nearestWord(id.slice(prefix.length), names);
  if (meant !== undefined)
    return fault(place, `This extension contributes no such provider; did you mean \`${prefix}${meant}\`?`);
  return fault(
    place,
    `This extension contributes no such provider; it has ${names.length === 0 ? 'none' : wordList(names, 'and')}.`,
  );
};

const checkAccess = (
  request: unknown,
  own: ReadonlyMap<string, unknown>,
  prefix: string,
  at: ManifestPlace,
): readonly Found[] => {
  const access = child(request, 'access');
  if (typeof access !== 'object' || access === null || Array.isArray(access)) return [];
  const place = [...at, 'access'];
  const has = (key: string): boolean => listAt(access, key).length > 0;
  const id = textAt(request, 'provider') ?? '';
  const provider = id.startsWith(prefix) ? own.get(id.slice(prefix.length)) : undefined;
  const found: Found[] = [];
  const say = (steps: ManifestPlace, sentence: string) =>
    found.push({ place: [...place, ...steps], sentence });
  if (has('methods') && !has('paths'))
    say(['paths'], 'Methods need paths to act on, such as "/v1/**"; without any, nothing is allowed.');
  if (has('paths') && !has('methods'))
    say(['methods'], 'Paths need methods to act with, such as "GET"; without any, nothing is allowed.');
  if (!has('methods') && !has('paths') && !has('mcpTools'))
    say([], 'The request must name methods and paths, or MCP tools; an empty one allows nothing.');
  if (has('mcpCallbacks') && !has('mcpTools'))
    say(['mcpCallbacks'], 'A server can ask back only where its tools may be used: name `mcpTools`.');
  if (has('mcpTools') && provider !== undefined && child(provider, 'mcp') === undefined)
    say(['mcpTools'], 'The provider that is asked for declares no `mcp`, so it has no tools.');
  return found;
};
