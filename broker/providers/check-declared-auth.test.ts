import { providerAuth } from '@valetkey/api-contracts';
import { describe, expect, it } from 'vitest';
import { checkDeclaredAuth } from './check-declared-auth.ts';
import { type DeclaredField, declaredFields } from './declared-fields.ts';
import { placeText } from './place.ts';
import { placementOf } from './placement.ts';

const field = (id: string, type: string) => ({ id, label: id, type });
const fields = new Map(
  declaredFields({
    fields: [
      field('token', 'secret'),
      field('other', 'secret'),
      field('team', 'string'),
      field('region', 'string'),
    ],
  }).flatMap((declared): [string, DeclaredField][] =>
    declared === undefined ? [] : [[declared.id, declared]],
  ),
);
const problems = (auth: unknown) =>
  checkDeclaredAuth(auth, fields, ['auth']).map(({ place, sentence }) => `${placeText(place)}: ${sentence}`);

const path = { kind: 'path', secret: 'token', paths: ['/bot{token}'] };
const header = { kind: 'header', name: 'X-App', secret: 'other' };
const several = (...parts: unknown[]) => ({ kind: 'several', parts });

describe('the fields that a placement names', () => {
  it.each([path, several(header, path), several(header, { kind: 'query', name: 'app', secret: 'token' })])(
    'are in order: %j',
    (auth) => {
      expect(providerAuth.safeParse(auth).success).toBe(true);
      expect(problems(auth)).toEqual([]);
    },
  );

  it.each([
    [{ ...path, secret: 'team' }, 'auth.secret: This must be the id of a field of type `secret`'],
    [
      { ...path, paths: ['/bot{other}'] },
      'auth.paths[0]: What stands in braces must be the field that `secret` names.',
    ],
    [several(header, { ...path, secret: 'tokn' }), 'auth.parts[1].secret: This must be the id'],
    [several(header, { ...header, name: 'x-app' }), 'auth.parts[1]: An earlier part goes to the same place'],
    [several(path, path), 'auth.parts[1]: An earlier part goes to the same place'],
    [
      several({ ...header, name: 'Host' }, path),
      'auth.parts[0].name: A credential cannot go into this header',
    ],
  ])('are told apart from those that are not there or do not fit: %j', (auth, sentence) => {
    expect(problems(auth).join('\n')).toContain(sentence);
  });

  it('are looked for in hostile manifests without end', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}"{x}"${'}'.repeat(5_000)}`);
    for (const auth of [
      deep,
      several(deep, several(several(deep))),
      { ...path, paths: deep },
      null,
      5,
      [[[]]],
    ])
      expect(Array.isArray(problems(auth))).toBe(true);
  });
});

describe('the contract', () => {
  it.each([
    '/bot',
    '/bot{token}/x',
    '/{token}{token}',
    '//{token}',
    '/../{token}',
    '/./x{token}',
    '{token}',
    '/bot{token}?x',
    '/%2e/{token}',
    '/a b/{token}',
    '/{Token}',
  ])('refuses the path %s', (bad) => {
    expect(providerAuth.safeParse({ ...path, paths: [bad] }).success).toBe(false);
  });

  it('knows no several within several, and no single one', () => {
    expect(providerAuth.safeParse(several(path, several(header, path))).success).toBe(false);
    expect(providerAuth.safeParse(several(path)).success).toBe(false);
  });
});

describe('the sentence of a placement, on which its authority is built', () => {
  it('differs with whatever changes where a secret goes', () => {
    const all = [
      path,
      { ...path, paths: ['/b{token}'] },
      { ...path, paths: ['/bot{token}', '/b{token}'] },
      { ...path, secret: 'other', paths: ['/bot{other}'] },
      several(header, path),
      several(path, header),
      several({ ...header, name: 'X-Other' }, path),
    ];
    const sentences = all.map((auth) => placementOf(providerAuth.parse(auth)));
    expect(new Set(sentences).size).toBe(all.length);
  });
});
