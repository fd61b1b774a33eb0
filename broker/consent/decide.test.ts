import { connectionRequest } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { authority } from '../contracts/connection.ts';
import { grantRecord } from '../contracts/grant.ts';
import { type Candidate, completeRequest, decide, type Situation } from './decide.ts';
import { unusedGrantMs } from './grant-standing.ts';

const now = 1_800_000_000_000;
const id = (prefix: string, n: number) => `${prefix}_${String(n).padStart(21, '0')}` as never;
const digest = 'a'.repeat(64);
const access = { methods: ['GET' as const], paths: ['/v1/*'], mcpTools: [] };
const provider = 'acme.reader/api';
const candidate = (n: number, change: Partial<Candidate> = {}): Candidate => ({
  connectionId: id('con', n),
  displayName: `c${n}`,
  scope: 'user',
  origins: ['https://api.example'],
  authority: authority.parse({
    providerId: provider,
    providerVersion: 1,
    origins: ['https://api.example'],
    placement: 'p',
  }),
  grantDigest: digest,
  account: { fields: {}, secrets: new Map(), signIn: undefined },
  ...change,
});
const grant = (change: object = {}) =>
  grantRecord.parse({
    id: id('gra', 1),
    principal: { id: 'acme.reader', version: '1.0.0', contentDigest: digest },
    connectionId: id('con', 1),
    caveats: access,
    reason: 'r',
    authority: { providerId: provider, providerVersion: 1, origins: ['https://api.example'], placement: 'p' },
    authorityDigest: digest,
    state: 'active',
    createdAt: now - 1000,
    handles: 0,
    ...change,
  });
const situation = (change: Partial<Situation> = {}): Situation => ({
  request: { provider: provider as never, reason: 'why', access },
  declared: [
    connectionRequest.parse({ provider, reason: 'why', access: { ...access, methods: ['GET', 'POST'] } }),
  ],
  providerKnown: true,
  candidates: [candidate(1)],
  grants: [],
  now,
  ...change,
});

describe('completeRequest', () => {
  const declared = [connectionRequest.parse({ provider, reason: 'why', access })];
  it('a request without access gets what the manifest declares', () => {
    expect(completeRequest({ provider: provider as never, reason: 'why' }, declared).access).toEqual(access);
  });
  it('a request without a reason gets the one that the manifest declares', () => {
    expect(completeRequest({ provider: provider as never }, declared).reason).toBe('why');
  });
  it('of several declared for one provider, the reason is of the first that allows what is asked for', () => {
    const deleting = { ...access, methods: ['DELETE' as const] };
    const second = connectionRequest.parse({
      provider,
      reason: 'to delete',
      access: deleting,
      scopes: ['d'],
    });
    const both = [...declared, second];
    const asked = (wanted?: typeof deleting | typeof access) =>
      completeRequest({ provider: provider as never, access: wanted }, both);
    expect(asked(deleting)).toMatchObject({ reason: 'to delete', scopes: ['d'] });
    for (const wanted of [access, undefined, { ...access, paths: ['/elsewhere'] }])
      expect(asked(wanted)).toMatchObject({ reason: 'why', scopes: [] });
  });
  it('a request asks for nothing if nothing is declared', () => {
    const { access: none } = completeRequest({ provider: provider as never, reason: 'why' }, []);
    expect(none).toEqual({ methods: [], paths: [], mcpTools: [] });
  });
});

describe('decide', () => {
  it('an undeclared request is refused before anything else', () => {
    expect(decide(situation({ declared: [] }))).toEqual({
      kind: 'refuse',
      error: { code: 'not-declared', at: 'provider' },
    });
    const more = { provider: provider as never, reason: 'why', access: { ...access, paths: ['/**'] } };
    expect(decide(situation({ request: more }))).toMatchObject({
      error: { code: 'not-declared', caveat: 'paths' },
    });
    const scoped = { provider: provider as never, reason: 'why', access, scopes: ['admin'] };
    expect(decide(situation({ request: scoped }))).toMatchObject({
      error: { code: 'not-declared', at: 'scopes' },
    });
  });
  it('an unknown provider, or one without a connection, is refused', () => {
    expect(decide(situation({ providerKnown: false }))).toMatchObject({
      error: { code: 'provider-unknown' },
    });
    expect(decide(situation({ candidates: [] }))).toMatchObject({ error: { code: 'no-connection' } });
  });
  it('a request without a grant asks', () => {
    expect(decide(situation())).toMatchObject({ kind: 'ask', choices: [{ connectionId: id('con', 1) }] });
  });
  it('a stored grant that covers the request grants it', () => {
    expect(decide(situation({ grants: [grant()] }))).toMatchObject({ kind: 'grant' });
  });
  it.each([
    ['is suspended', { state: 'suspended' }],
    ['is revoked', { state: 'revoked' }],
    ['has expired', { caveats: { ...access, expiresAt: now } }],
    ['was not used for 90 days', { createdAt: now - unusedGrantMs - 1 }],
    [
      'gave handles, and was not used for 90 days',
      { createdAt: now - unusedGrantMs - 1, lastHandleAt: now - 1, handles: 9 },
    ],
    ['is for another connection', { connectionId: id('con', 2) }],
    ['was for another authority', { authorityDigest: 'b'.repeat(64) }],
    ['covers less', { caveats: { ...access, paths: ['/v1/a'] } }],
  ])('a request asks when the stored grant %s', (_what, change) => {
    expect(decide(situation({ grants: [grant(change)] }))).toMatchObject({ kind: 'ask' });
  });
  it('the latest grant that covers a request counts', () => {
    const later = grant({ id: id('gra', 2), limits: { asks: ['GET'] } });
    expect(decide(situation({ grants: [grant(), later] }))).toMatchObject({ grant: { id: id('gra', 2) } });
  });
  it('a prompt begins with all methods that any earlier grant asks before', () => {
    const request = {
      provider: provider as never,
      reason: 'why',
      access: { ...access, methods: ['POST' as const] },
    };
    const grants = [grant({ limits: { asks: ['GET'] } }), grant({ id: id('gra', 2) })];
    expect(decide(situation({ request, grants }))).toMatchObject({
      kind: 'ask',
      choices: [{ limits: { asks: ['GET'] } }],
    });
  });
  it('a prompt lets run only what no earlier grant asks about', () => {
    const wanted = { ...access, methods: ['POST' as const] };
    const request = { provider: provider as never, reason: 'why', access: wanted };
    const runsWith = (runs: string[] | undefined) => {
      const grants = [
        grant({ limits: { asks: ['DELETE'], runs: ['DELETE /a/b'] } }),
        grant({ id: id('gra', 2), limits: { asks: ['DELETE'], runs } }),
      ];
      const decision = decide(situation({ request, grants }));
      return decision.kind === 'ask' ? decision.choices[0]?.limits?.runs : 'none asked';
    };
    expect(runsWith(['DELETE /a/**'])).toEqual(['DELETE /a/b']);
    expect(runsWith(['DELETE /b'])).toBeUndefined();
    expect(runsWith(undefined)).toBeUndefined();
  });
  it('the prompt says what is asked for beyond an earlier grant, and only then', () => {
    const wider = { ...access, methods: ['GET' as const, 'POST' as const] };
    const request = { provider: provider as never, reason: 'why', access: wider };
    const also = [{ methods: ['POST'], paths: ['/v1/*'], mcpTools: [] }];
    for (const state of ['active', 'suspended']) {
      const decision = decide(situation({ request, grants: [grant({ state })] }));
      expect(decision).toMatchObject({ kind: 'ask', choices: [{ also }] });
    }
    const first = decide(situation({ request }));
    expect(first).toEqual({ kind: 'ask', choices: [candidate(1)] });
    const same = decide(situation({ grants: [grant({ state: 'suspended' })] }));
    expect(same).not.toHaveProperty('choices.0.also');
  });

  it('the prompt begins with what the person took from an earlier grant, and calls that new', () => {
    const wider = { ...access, methods: ['GET' as const, 'POST' as const] };
    const request = { provider: provider as never, reason: 'why', access: wider };
    const limits = { methods: ['GET'], usesPerDay: 10 };
    const limited = (given: object) =>
      decide(situation({ request, grants: [grant({ state: 'suspended', caveats: wider, limits: given })] }));
    const also = [{ methods: ['POST'], paths: ['/v1/*'], mcpTools: [] }];
    expect(limited(limits)).toMatchObject({ kind: 'ask', choices: [{ also, limits }] });
    for (const over of [{}, { expiresAt: now - 1 }])
      expect(limited(over)).not.toHaveProperty('choices.0.limits');
  });

  it('of several suspended grants, the prompt begins with the latest', () => {
    const wider = { ...access, methods: ['GET' as const, 'POST' as const] };
    const request = { provider: provider as never, reason: 'why', access: wider };
    const early = grant({ state: 'suspended' });
    const late = grant({
      state: 'suspended',
      id: id('gra', 2),
      caveats: wider,
      limits: { methods: ['GET'] },
    });
    const decision = decide(situation({ request, grants: [early, late] }));
    expect(decision).toMatchObject({ choices: [{ limits: { methods: ['GET'] } }] });
  });

  it('the prompt shows what was agreed before beside the current state', () => {
    const decision = decide(situation({ grants: [grant({ state: 'suspended' })] }));
    expect(decision).toMatchObject({ choices: [{ before: { origins: ['https://api.example'] } }] });
  });
  it('the first connection is preferred, in the picker and among grants', () => {
    const candidates = [candidate(2, { scope: 'workspace' }), candidate(1)];
    expect(decide(situation({ candidates }))).toMatchObject({
      choices: [{ scope: 'workspace' }, { scope: 'user' }],
    });
    const grants = [grant(), grant({ id: id('gra', 2), connectionId: id('con', 2) })];
    expect(decide(situation({ candidates, grants }))).toMatchObject({
      grant: { connectionId: id('con', 2) },
    });
  });
});
