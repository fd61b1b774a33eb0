import type { AnyKind, Auth, AuthOf, CredentialKind, Memory } from './kind.ts';

type Several = AuthOf<'several'>;

/** One memory for each part, in the order of the parts. */
type Memories = Memory & { readonly of: readonly (Memory | undefined)[] };

/** What each part said of the request, in the same order. */
type SentWith = unknown[];

/** What signs the request has to see what the others put into it. */
const signing: ReadonlySet<string> = new Set(['sigv4', 'hmac', 'digest']);

type Part = { readonly auth: Several['parts'][number]; readonly index: number; readonly kind: AnyKind };
const isSigning = ({ auth }: Part): boolean => signing.has(auth.kind);

/** Several kinds on the same request: each does its part, and what each says is said together. */
export function makeSeveral(kindOf: (auth: Auth) => AnyKind): CredentialKind<Several, Memories> {
  /** In the order of the declaration, and in that of placing. A declaration stays the same object. */
  const known = new WeakMap<
    Several,
    { readonly parts: readonly Part[]; readonly placing: readonly Part[] }
  >();
  const read = (auth: Several) => {
    const parts = auth.parts.map((part, index) => ({ auth: part, index, kind: kindOf(part) }));
    const [last, first] = [parts.filter(isSigning), parts.filter((part) => !isSigning(part))];
    const both = { parts, placing: [...first, ...last] };
    known.set(auth, both);
    return both;
  };
  const partsOf = (auth: Several) => (known.get(auth) ?? read(auth)).parts;
  const inOrder = (auth: Several) => (known.get(auth) ?? read(auth)).placing;

  return {
    reserves: (auth) => {
      const each = partsOf(auth).map((part) => part.kind.reserves(part.auth));
      return {
        headers: each.flatMap(({ headers }) => headers),
        query: each.flatMap(({ query }) => query),
      };
    },
    inject(auth, values, request, memory, powers) {
      let before: unknown;
      const sentWith: SentWith = [];
      for (const { auth: part, index, kind } of inOrder(auth)) {
        const place = (): unknown => {
          const said = kind.inject(part, values, request, memory.of[index], powers);
          sentWith[index] = said;
          return said;
        };
        before = before instanceof Promise ? before.then(place) : place();
      }
      return before instanceof Promise ? before.then(() => Promise.all(sentWith)) : sentWith;
    },
    forms: (auth, values, memory) =>
      partsOf(auth).flatMap(({ kind, auth: part, index }) => kind.forms(part, values, memory.of[index])),
    remember: (auth) => {
      const of = partsOf(auth).map(({ kind, auth: part }) => kind.remember?.(part));
      return {
        of,
        get changes() {
          return of.reduce((sum, memory) => sum + (memory?.changes ?? 0), 0);
        },
      };
    },
    ready(auth, values, memory, powers) {
      const waits = partsOf(auth).flatMap(
        ({ kind, auth: part, index }) => kind.ready?.(part, values, memory.of[index], powers) ?? [],
      );
      return waits.length === 0 ? undefined : Promise.all(waits).then(() => undefined);
    },
    // All are asked, since each may have something to learn.
    learn(auth, values, answer, memory, powers) {
      const sentWith = answer.sentWith as SentWith;
      return partsOf(auth)
        .map(({ kind, auth: part, index }) => {
          const heard = { ...answer, sentWith: sentWith[index] };
          return kind.learn?.(part, values, heard, memory.of[index], powers) ?? false;
        })
        .includes(true);
    },
    check: (say, auth, given) =>
      partsOf(auth).flatMap(({ kind, auth: part }) => kind.check?.(say, part, given) ?? []),
    identity: (auth, values) => {
      const part = partsOf(auth).find(({ kind }) => kind.identity !== undefined);
      return part?.kind.identity?.(part.auth, values);
    },
    pathWithout: (auth, values, path) => {
      const part = partsOf(auth).find(({ kind }) => kind.pathWithout !== undefined);
      return part?.kind.pathWithout === undefined ? path : part.kind.pathWithout(part.auth, values, path);
    },
  };
}
