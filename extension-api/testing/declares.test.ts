import { type ConnectionRequest, capabilityRequest, connectionRequest } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decide } from '../../broker/consent/decide.ts';
import { declaring } from './declares.ts';

const segment = fc.constantFrom('a', 'v1', '*');
const pattern = fc
  .tuple(fc.array(segment, { maxLength: 3 }), fc.boolean())
  .map(([segments, open]) => `/${[...segments, ...(open ? ['**'] : [])].join('/')}`);
const some = <T>(...from: T[]) => fc.subarray(from);
const access = fc.record({
  methods: some('GET', 'POST'),
  paths: fc.array(pattern, { maxLength: 2 }),
  mcpTools: some('echo', 'sum', '*'),
  mcpCallbacks: some('roots', 'sampling'),
});
const provider = fc.constantFrom('acme', 'other');
const entry = fc.record({ provider, access, reason: fc.constant('x'), scopes: some('read', 'write') });
const request = fc.record(
  { provider, access, reason: fc.constant('x'), scopes: some('read', 'write') },
  { requiredKeys: ['provider', 'reason'] },
);

it('the kit refuses what the broker refuses, with the same code and place', () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 2 }), request, (entries, asked) => {
      const declared: ConnectionRequest[] = entries.map((one) => connectionRequest.parse(one));
      const wanted = capabilityRequest.parse(asked);
      let kit: unknown;
      try {
        kit = declaring(declared, wanted).access;
      } catch (error) {
        kit = (error as { answer: object }).answer;
      }
      const found = declared.find((one) => one.provider === wanted.provider);
      const complete = {
        ...wanted,
        reason: wanted.reason ?? 'why',
        access: wanted.access ?? found?.access,
        scopes: wanted.scopes ?? found?.scopes ?? [],
      };
      const broker = decide({
        request: { ...complete, access: complete.access ?? { methods: [], paths: [], mcpTools: [] } },
        declared,
        providerKnown: true,
        candidates: [],
        grants: [],
        now: 0,
      });
      const answer = broker.kind === 'refuse' ? broker.error : undefined;
      if (answer?.code === 'not-declared') expect(kit).toEqual(answer);
      else expect(kit).not.toHaveProperty('code');
    }),
    { numRuns: 5_000 },
  );
});
