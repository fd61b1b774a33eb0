import { type ProviderView, plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { fitsWords, searchWords } from '../../components/search-words.ts';
import { connectionWords } from '../state-words.ts';

export type SortOrder = 'name' | 'last-used' | 'state' | 'service';
export type Wanted = {
  readonly text: string;
  /** Empty: all. */
  readonly providerId: string;
  readonly scope: string;
  readonly state: string;
  readonly sort: SortOrder;
};
export const everything: Wanted = { text: '', providerId: '', scope: '', state: '', sort: 'name' };

/**
 * Filters in the order in which they were sorted once: a keystroke over 10,000 rows is one pass over prepared texts.
 * Keep one of these for as long as the page lives; it remembers what it made of the last data, and returns the same
 * array as long as nothing changed.
 */
export const makeArranger = () => {
  let source: readonly ConnectionView[] | undefined;
  let names = new Map<string, string>();
  let texts = new Map<ConnectionView, string>();
  let last: { wanted: Wanted; shown: readonly ConnectionView[] } | undefined;
  let sorted: { order: SortOrder; rows: readonly ConnectionView[] } | undefined;

  const prepare = (connections: readonly ConnectionView[], providers: readonly ProviderView[]): void => {
    const freshNames = new Map(providers.map((one) => [one.providerId as string, one.provider.name]));
    if (source === connections && sameNames(names, freshNames)) return;
    [source, names, sorted, last] = [connections, freshNames, undefined, undefined];
    texts = new Map();
    // Before somebody types, and never while something is to be painted.
    const ahead = (from: number): void => {
      if (texts.size > connections.length || source !== connections) return;
      requestIdleCallback((time) => {
        let at = from;
        while (at < connections.length && time.timeRemaining() > 2) {
          const one = connections[at++];
          if (one !== undefined) text(one);
        }
        if (at < connections.length) ahead(at);
      });
    };
    ahead(0);
  };
  const text = (one: ConnectionView): string => {
    const known = texts.get(one);
    if (known !== undefined) return known;
    const service = names.get(one.providerId) ?? '';
    const made =
      `${one.displayName}\n${service}\n${one.providerId}\n${one.origins.join('\n')}\n${connectionWords[one.state].label}`.toLowerCase();
    texts.set(one, made);
    return made;
  };
  return (
    connections: readonly ConnectionView[],
    providers: readonly ProviderView[],
    wanted: Wanted,
  ): readonly ConnectionView[] => {
    prepare(connections, providers);
    if (last?.wanted === wanted) return last.shown;
    if (sorted?.order !== wanted.sort) {
      sorted = { order: wanted.sort, rows: sortBy(connections, wanted.sort, names) };
    }
    const words = searchWords(wanted.text);
    const shown =
      words.length === 0 && wanted.providerId === '' && wanted.scope === '' && wanted.state === ''
        ? sorted.rows
        : sorted.rows.filter(
            (one) =>
              (wanted.providerId === '' || one.providerId === wanted.providerId) &&
              (wanted.scope === '' || one.scope === wanted.scope) &&
              (wanted.state === '' || one.state === wanted.state) &&
              fitsWords(words, text(one)),
          );
    last = { wanted, shown };
    return shown;
  };
};

/** What a row is called; somebody else may have written it. */
export const nameOf = ({ displayName }: Pick<ConnectionView, 'displayName'>): string =>
  plainText(displayName);

/** What a new one is called until somebody says otherwise: its service, and which of several. */
export const freeName = (
  { provider }: ProviderView,
  connections: readonly Pick<ConnectionView, 'displayName'>[],
): string => {
  const taken = new Set(connections.map(({ displayName }) => displayName));
  const name = plainText(provider.name);
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name} ${count}`;
  return free;
};

const stateRank: readonly ConnectionView['state'][] = [
  ...(['failing', 'needs-reconnect', 'suspended', 'locked', 'untested', 'ready', 'elsewhere'] as const),
];

/** By plain comparison of lower-case texts: a collator would take longer than painting the list. */
const sortBy = (
  connections: readonly ConnectionView[],
  order: SortOrder,
  names: ReadonlyMap<string, string>,
): readonly ConnectionView[] => {
  const keyed = connections.map((one) => ({ one, name: one.displayName.toLowerCase(), key: keyOf(one) }));
  function keyOf(one: ConnectionView): string | number {
    if (order === 'last-used') return -(one.lastUsedAt ?? 0);
    if (order === 'state') return stateRank.indexOf(one.state);
    return order === 'service' ? (names.get(one.providerId) ?? one.providerId).toLowerCase() : '';
  }
  keyed.sort((a, b) => compare(a.key, b.key) || compare(a.name, b.name) || compare(a.one.id, b.one.id));
  return keyed.map(({ one }) => one);
};

const compare = <Key extends string | number>(a: Key, b: Key): number => (a < b ? -1 : a > b ? 1 : 0);

const sameNames = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([id, name]) => b.get(id) === name);
