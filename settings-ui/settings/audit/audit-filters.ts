import { plainText } from '@valetkey/api-contracts';
import {
  type AuditWord,
  type ConnectionView,
  mostMeanings,
  mostWords,
  typedWords,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { searchField, select } from '../../components/search-and-select.ts';
import { say } from '../../say.ts';
import type { LiveData } from '../live-data.ts';
import type { AuditWanted } from './audit-pages.ts';
import { kindNames, outcomeWords } from './audit-words.ts';
import { between, exactTimes, spans, type Times, timesIn } from './time-spans.ts';

/** A list to choose from; who has more connections comes from one of them. */
const mostChoices = 200;

/** What is looked for in the log; `span` is the time that was chosen, by its name. */
export function auditFilters(
  {
    wanted,
    span,
    text,
    data,
  }: {
    readonly wanted: AuditWanted;
    readonly span: string;
    readonly text: string;
    readonly data: LiveData;
  },
  want: (wanted: AuditWanted, span?: string) => void,
  search: (text: string) => void,
): TemplateResult {
  const without = (name: keyof AuditWanted): AuditWanted => {
    const { [name]: _, ...rest } = wanted;
    return rest;
  };
  // The one that is chosen is always among them.
  const connections = byName(data.connections ?? []).filter(
    ([id], at) => at < mostChoices || id === wanted.connectionId,
  );
  const extensions = (data.extensions ?? []).map(
    ({ id, displayName }) => [id, `${plainText(displayName)} (${id})`] as const,
  );
  const within = (times: Times, chosen = span): void => {
    const { since: _, until: __, ...rest } = wanted;
    want({ ...rest, ...times }, chosen);
  };
  const set = <Name extends keyof AuditWanted>(name: Name, value: string): void =>
    want(value === '' ? without(name) : { ...wanted, [name]: value as AuditWanted[Name] });
  return html`<div class="filters wide">
    ${searchField(say('Search activity'), text, search)}
    ${select(say('Connection'), wanted.connectionId ?? '', [['', say('Every connection')], ...connections], (value) => set('connectionId', value))}
    ${select(say('Extension'), wanted.extension ?? '', [['', say('Every extension')], ...extensions], (value) => set('extension', value))}
    ${select(say('Outcome'), wanted.outcome ?? '', [['', say('Every outcome')], ...Object.entries(outcomeWords)], (value) => set('outcome', value))}
    ${select(say('Time'), span, spans, (chosen) => within(timesIn(chosen, wanted), chosen))}
    ${span === between ? exactTimes(wanted, within) : nothing}
  </div>`;
}

type Choices = readonly (readonly [id: string, name: string])[];
const collator = new Intl.Collator(say.locale, { numeric: true });
/** Sorted once, because these filters are redrawn with each new line. */
const sorted = new WeakMap<readonly ConnectionView[], Choices>();
const byName = (connections: readonly ConnectionView[]): Choices => {
  const known = sorted.get(connections);
  if (known !== undefined) return known;
  const choices = connections
    .map((one) => [one.id, plainText(one.displayName)] as const)
    .sort(([, a], [, b]) => collator.compare(a, b));
  sorted.set(connections, choices);
  return choices;
};

/** What a typed text looks for: each word in all that entries say, and what the names that hold it stand for. */
export function wordsIn(text: string, { connections = [], extensions = [] }: LiveData): AuditWord[] {
  return typedWords(text)
    .slice(0, mostWords)
    .map((word) => {
      const says = (...names: readonly string[]): boolean =>
        names.some((name) => name.toLowerCase().includes(word));
      const means = [
        ...kindNames.filter(([, name]) => says(name)).map(([kind]) => ['kind', kind] as const),
        ...Object.entries(outcomeWords)
          .filter(([, name]) => says(name))
          .map(([outcome]) => ['outcome', outcome] as const),
        ...extensions
          .filter(({ displayName }) => says(displayName))
          .map(({ id }) => ['extension', id] as const),
        ...connections
          .filter(({ displayName }) => says(displayName))
          .map(({ id }) => ['connectionId', id] as const),
      ];
      return { text: word.slice(0, 100), means: means.slice(0, mostMeanings).map((one) => [...one]) };
    });
}
