import type { ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { everything, makeArranger, type Wanted } from './arrange.ts';

const connection = (displayName: string, more: Partial<ConnectionView> = {}): ConnectionView =>
  ({
    id: `con_${displayName}`,
    providerId: 'acme.reader/api',
    scope: 'user',
    displayName,
    fields: {},
    createdAt: 1,
    updatedAt: 1,
    state: 'ready',
    origins: ['https://api.example.com'],
    secretFields: [],
    holders: 0,
    grants: { active: 0, suspended: 0 },
    ...more,
  }) as ConnectionView;
const providers = [
  { providerId: 'acme.reader/api', contributedBy: '', provider: { name: 'Acme API' } },
  { providerId: 'github', contributedBy: 'built in', provider: { name: 'GitHub' } },
] as unknown as ProviderView[];
const all = [
  connection('beta', { state: 'failing', lastUsedAt: 5 }),
  connection('Alpha', { providerId: 'github' as never, scope: 'workspace', lastUsedAt: 9 }),
  connection('gamma', { origins: ['https://git.example.org'] }),
];

describe('connections are arranged', () => {
  // The page's way of working ahead; here it is never idle.
  beforeAll(() => void vi.stubGlobal('requestIdleCallback', () => 0));
  afterAll(() => void vi.unstubAllGlobals());
  const names = (wanted: Partial<Wanted>): string[] =>
    makeArranger()(all, providers, { ...everything, ...wanted }).map((one) => one.displayName);

  it('connections sort by name without regard to capitals, by last use, by problems and by service', () => {
    expect(names({})).toEqual(['Alpha', 'beta', 'gamma']);
    expect(names({ sort: 'last-used' })).toEqual(['Alpha', 'beta', 'gamma']);
    expect(names({ sort: 'state' })).toEqual(['beta', 'Alpha', 'gamma']);
    expect(names({ sort: 'service' })).toEqual(['beta', 'gamma', 'Alpha']);
  });

  it('a search matches if every word is in the name, the service, the hosts or the state', () => {
    expect(names({ text: 'GITHUB' })).toEqual(['Alpha']);
    expect(names({ text: 'example.org' })).toEqual(['gamma']);
    expect(names({ text: 'acme failing' })).toEqual(['beta']);
    expect(names({ text: 'acme github' })).toEqual([]);
  });

  it('several filters combine', () => {
    expect(names({ scope: 'user', state: 'ready' })).toEqual(['gamma']);
    expect(names({ scope: 'workspace', providerId: 'acme.reader/api' })).toEqual([]);
  });

  it('the same array is returned while nothing changed, and a new one after a change', () => {
    const arrange = makeArranger();
    const wanted = { ...everything, text: 'a' };
    const first = arrange(all, providers, wanted);
    expect(arrange(all, providers, wanted)).toBe(first);
    const changed = all.map((one) => ({ ...one, displayName: `${one.displayName}!` }));
    expect(arrange(changed, providers, wanted).map((one) => one.displayName)).toEqual([
      'Alpha!',
      'beta!',
      'gamma!',
    ]);
  });
});
