import { type CapabilityRequest, connectionRequest } from '@valetkey/api-contracts';
import { expect, it } from 'vitest';
import { declaredInstead } from './declared-instead.ts';

const declared = [
  connectionRequest.parse({
    provider: 'acme.notes/tracker',
    reason: 'why',
    access: { methods: ['GET'], paths: ['/issues', '/v1/*'] },
    scopes: ['read'],
  }),
];
const asked = (changes: object = {}): CapabilityRequest =>
  ({ provider: 'acme.notes/tracker', reason: 'why', ...changes }) as CapabilityRequest;

it.each([
  [
    { at: 'provider' },
    asked({ provider: 'acme.notes/traker' }),
    '"acme.notes/traker" is not declared; did you mean "acme.notes/tracker"?',
  ],
  [
    { at: 'provider' },
    asked({ provider: 'traker' }),
    '"traker" is not declared; did you mean "acme.notes/tracker"?',
  ],
  [{ at: 'provider' }, asked({ provider: 'github' }), '"github" must be within acme.notes/tracker'],
  [
    { caveat: 'paths' as const },
    asked({ access: { methods: [], paths: ['/issues', '/issues/5'], mcpTools: [] } }),
    '"/issues/5" must be within /issues, /v1/*',
  ],
  [
    { caveat: 'methods' as const },
    asked({ access: { methods: ['GET', 'POST'], paths: [], mcpTools: [] } }),
    '"POST" must be within GET',
  ],
  [{ at: 'scopes' }, asked({ scopes: ['read', 'write'] }), '"write" must be within read'],
])('a request that is not declared is told what is: %j', (error, request, expected) => {
  expect(declaredInstead({ code: 'not-declared', ...error }, request, declared)).toEqual({
    code: 'not-declared',
    ...error,
    expected,
  });
});

it('a refusal for another reason than the manifest is unchanged', () => {
  const error = { code: 'no-connection' } as const;
  expect(declaredInstead(error, asked(), declared)).toBe(error);
});
