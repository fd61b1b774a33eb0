import { describe, expect, it } from 'vitest';
import type { GrantRecord } from '../contracts/grant.ts';
import { storeGrant } from './store-grant.ts';

const principal = { id: 'acme.a', version: '1.0.0', contentDigest: 'c'.repeat(64) };
const access = (methods: string[], paths = ['/**'], more: object = {}) => ({
  methods,
  paths,
  mcpTools: [],
  ...more,
});
const asking = (rule: string) => ({ rule, always: [], never: [] });
const stored = (change: object = {}): GrantRecord =>
  ({
    id: 'gra_old',
    principal,
    connectionId: 'con_a',
    caveats: access(['GET']),
    authorityDigest: 'd',
    state: 'active',
    handles: 1,
    ...change,
  }) as unknown as GrantRecord;

/** What comes of an "always" beside a grant that is there. `noted` is that grant when its handle is noted. */
const storing = (had: GrantRecord, wanted: object, noted: GrantRecord = had) => {
  const put: GrantRecord[] = [];
  const ended: string[] = [];
  const order: string[] = [];
  const powers = {
    grants: {
      inForceOf: () => [had],
      noteHandle: () => noted,
      putAll: (all: readonly GrantRecord[]) => {
        put.push(...all);
        order.push(`grant ${all[0]?.toolsDigest}`);
      },
    },
    tools: {
      agree: (id: string, shown?: readonly object[]) => void order.push(`agreed by ${id}: ${shown?.length}`),
      agreeFirst: (id: string, shown?: readonly object[]) => {
        order.push(`list for ${id}: ${shown?.length}`);
        return shown === undefined ? {} : { toolsDigest: 'of the list' };
      },
    },
    ledger: {
      endWhere: (matches: (live: object) => boolean, why: string) => {
        if (matches({ grantId: had.id })) ended.push(why);
        return ended.length;
      },
    },
    audit: { append: () => undefined, appendDurably: () => undefined },
    makeGrantId: () => 'gra_new',
    now: () => 1,
  } as unknown as Parameters<typeof storeGrant>[1];
  const resolved = {
    record: { id: 'con_a', displayName: 'Work' },
    authority: { origins: [] },
    grantDigestFor: () => 'd',
  };
  const all = {
    principal,
    resolved,
    access: access(['GET']),
    withheldCallbacks: [],
    reason: 'r',
    prompt: 'p',
  };
  const grant = storeGrant({ ...all, ...wanted } as unknown as Parameters<typeof storeGrant>[0], powers);
  return { grant, ended, order, revoked: put.filter(({ state }) => state === 'revoked').map(({ id }) => id) };
};

describe('an "always" beside an older one', () => {
  it('handles of a grant that lets more than the new one end with it', () => {
    const { revoked, ended } = storing(stored(), { limits: { asks: ['GET'] } });
    expect([revoked, ended]).toEqual([['gra_old'], ['limited']]);
  });

  it.each([
    ['asks less', asking('none')],
    ['was stored before there were rules', undefined],
  ])(
    'the same access with another rule for tools is a new grant, and one that %s ends',
    (_what, mcpAsking) => {
      const tools = access([], [], { mcpTools: ['*'] });
      const had = stored({ caveats: tools, mcpAsking });
      const { grant, revoked } = storing(had, { access: tools, mcpAsking: asking('every') });
      expect([grant.id, grant.mcpAsking, revoked]).toEqual(['gra_new', asking('every'), ['gra_old']]);
    },
  );

  it('a grant without tools stays beside one that asks before tools', () => {
    const both = access(['GET'], ['/**'], { mcpTools: ['*'] });
    expect(storing(stored(), { access: both, mcpAsking: asking('every') }).revoked).toEqual([]);
  });

  it.each([
    ['is a part of the new one', access(['GET'], ['/a']), access(['GET'])],
    ['holds all of the new one', access(['GET']), access(['GET'], ['/a'])],
    ['overlaps it in part', access(['GET', 'DELETE'], ['/a/**']), access(['DELETE', 'POST'])],
  ])('an older grant without the new questions ends if it %s', (_what, caveats, wanted) => {
    const limits = { asks: ['GET', 'DELETE'] };
    expect(storing(stored({ caveats }), { access: wanted, limits }).revoked).toEqual(['gra_old']);
  });

  it('an older grant for other requests stays', () => {
    const caveats = access(['GET', 'DELETE'], ['/a/**']);
    const limits = { asks: ['DELETE'] };
    expect(storing(stored({ caveats }), { access: access(['DELETE'], ['/b/**']), limits }).revoked).toEqual(
      [],
    );
  });

  it('a grant that another process limited a moment ago is not taken for the same', () => {
    expect(storing(stored(), {}).grant.id).toBe('gra_old');
    expect(storing(stored(), {}, stored({ limits: { methods: [] } })).grant.id).toBe('gra_new');
  });

  it('a new grant is there only with the digest of the tools that were shown, whose list is there before it', () => {
    const shown = { limits: { asks: ['GET'] }, tools: [{}, {}] };
    const { grant, order } = storing(stored(), shown);
    expect([grant.toolsDigest, order]).toEqual(['of the list', ['list for gra_new: 2', 'grant of the list']]);
    expect(storing(stored(), { tools: [{}] }).order).toEqual(['agreed by gra_old: 1']);
  });

  it('a callback that the person refused is kept with the grant', () => {
    const left = access([], [], { mcpCallbacks: ['roots'] });
    const refused = { access: left, withheldCallbacks: ['sampling'] };
    const { grant } = storing(stored({ caveats: left }), refused);
    expect(grant.withheldCallbacks).toEqual(['sampling']);
    expect(storing(grant, refused).grant).toBe(grant);
  });
});
