import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { select } from '../../components/search-and-select.ts';
import { connectionWords } from '../state-words.ts';
import type { SortOrder, Wanted } from './arrange.ts';

/** Selects look where they stand when they are drawn: they come when the rows have been painted, and not before. */
export function connectionFilters(
  connections: readonly ConnectionView[],
  names: ReadonlyMap<string, string>,
  wanted: Wanted,
  want: (part: Partial<Wanted>) => void,
): TemplateResult {
  const used = [...new Set(connections.map(({ providerId }) => providerId as string))];
  const states = [...new Set(connections.map(({ state }) => state))];
  return html`
    ${select('Service', wanted.providerId, [['', 'Every service'], ...used.map((id) => [id, names.get(id) ?? id] as const)], (providerId) => want({ providerId }))}
    ${select('State', wanted.state, [['', 'Every state'], ...states.map((one) => [one, connectionWords[one].label] as const)], (state) => want({ state }))}
    ${select(
      'Scope',
      wanted.scope,
      [
        ['', 'Every scope'],
        ['user', 'User'],
        ['workspace', 'Workspace'],
      ],
      (scope) => want({ scope }),
    )}
    ${select('Sort by', wanted.sort, sorts, (sort) => want({ sort: sort as SortOrder }))}
  `;
}

const sorts = [
  ['name', 'By name'],
  ['last-used', 'Last used first'],
  ['state', 'Problems first'],
  ['service', 'By service'],
] as const;
