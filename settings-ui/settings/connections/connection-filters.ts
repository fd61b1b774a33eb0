import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { select } from '../../components/search-and-select.ts';
import { say } from '../../say.ts';
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
    ${select(say('Service'), wanted.providerId, [['', say('Every service')], ...used.map((id) => [id, names.get(id) ?? id] as const)], (providerId) => want({ providerId }))}
    ${select(say('State'), wanted.state, [['', say('Every state')], ...states.map((one) => [one, connectionWords[one].label] as const)], (state) => want({ state }))}
    ${select(
      say('Scope'),
      wanted.scope,
      [
        ['', say('Every scope')],
        ['user', say('User')],
        ['workspace', say('Workspace')],
      ],
      (scope) => want({ scope }),
    )}
    ${select(say('Sort by'), wanted.sort, sorts, (sort) => want({ sort: sort as SortOrder }))}
  `;
}

const sorts = [
  ['name', say('By name')],
  ['last-used', say('Last used first')],
  ['state', say('Problems first')],
  ['service', say('By service')],
] as const;
