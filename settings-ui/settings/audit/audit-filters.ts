import { type ConnectionView, plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { searchField, select } from '../../components/search-and-select.ts';
import type { LiveData } from '../live-data.ts';
import type { AuditWanted } from './audit-pages.ts';
import { outcomeWords } from './audit-words.ts';

/** A list to choose from; who has more connections comes from one of them. */
const mostChoices = 200;
const hour = 3_600_000;
const spans = [
  ['', 'Any time'],
  [String(hour), 'Last hour'],
  [String(24 * hour), 'Last day'],
  [String(7 * 24 * hour), 'Last week'],
] as const;

/** What is looked for in the log; `span` is the time that was chosen, in milliseconds. */
export const auditFilters = (
  { wanted, span, data }: { readonly wanted: AuditWanted; readonly span: string; readonly data: LiveData },
  want: (wanted: AuditWanted, span?: string) => void,
  searchPath: (path: string) => void,
): TemplateResult => {
  const without = (name: keyof AuditWanted): AuditWanted => {
    const { [name]: _, ...rest } = wanted;
    return rest;
  };
  // The one that is chosen is always among them.
  const connections = byName(data.connections ?? []).filter(
    ([id], at) => at < mostChoices || id === wanted.connectionId,
  );
  const extensions: [string, string][] = (data.extensions ?? []).map((one) => [one.id, one.id]);
  const at = (ms: string): void =>
    want(ms === '' ? without('since') : { ...wanted, since: Date.now() - Number(ms) }, ms);
  const set = <Name extends keyof AuditWanted>(name: Name, value: string): void =>
    want(value === '' ? without(name) : { ...wanted, [name]: value as AuditWanted[Name] });
  return html`<div class="filters wide">
    ${searchField('Search paths', wanted.path ?? '', (text) => searchPath(text.trim()))}
    ${select('Connection', wanted.connectionId ?? '', [['', 'Every connection'], ...connections], (value) => set('connectionId', value))}
    ${select('Extension', wanted.extension ?? '', [['', 'Every extension'], ...extensions], (value) => set('extension', value))}
    ${select('Outcome', wanted.outcome ?? '', [['', 'Every outcome'], ...Object.entries(outcomeWords)], (value) => set('outcome', value))}
    ${select('Time', span, spans, at)}
  </div>`;
};

type Choices = readonly (readonly [id: string, name: string])[];
const collator = new Intl.Collator('en', { numeric: true });
/** Sorted once: these filters are drawn anew with each line that is written. */
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
