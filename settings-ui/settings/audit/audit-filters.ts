import { plainText } from '@valetkey/api-contracts';
import { html, type TemplateResult } from 'lit';
import { searchField, select } from '../../components/search-and-select.ts';
import type { LiveData } from '../live-data.ts';
import type { AuditWanted } from './audit-pages.ts';

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
  const connections: [string, string][] = (data.connections ?? []).map((one) => [
    one.id,
    plainText(one.displayName),
  ]);
  const extensions: [string, string][] = (data.extensions ?? []).map((one) => [one.id, one.id]);
  const outcomes = ['ok', 'refused', 'failed', 'aborted', 'once', 'always', 'deny'] as const;
  const at = (ms: string): void =>
    want(ms === '' ? without('since') : { ...wanted, since: Date.now() - Number(ms) }, ms);
  const set = <Name extends keyof AuditWanted>(name: Name, value: string): void =>
    want(value === '' ? without(name) : { ...wanted, [name]: value as AuditWanted[Name] });
  return html`<div class="filters wide">
    ${searchField('Search paths', wanted.path ?? '', (text) => searchPath(text.trim()))}
    ${select('Connection', wanted.connectionId ?? '', [['', 'Every connection'], ...connections.slice(0, mostChoices)], (value) => set('connectionId', value))}
    ${select('Extension', wanted.extension ?? '', [['', 'Every extension'], ...extensions], (value) => set('extension', value))}
    ${select('Outcome', wanted.outcome ?? '', [['', 'Every outcome'], ...outcomes.map((one) => [one, one] as const)], (value) => set('outcome', value))}
    ${select('Time', span, spans, at)}
  </div>`;
};
