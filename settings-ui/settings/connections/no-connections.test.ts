import { expect, it } from 'vitest';
import { noConnections } from './no-connections.ts';

/** What a template writes, without drawing it. */
const written = (part: unknown): string => {
  if (Array.isArray(part)) return part.map(written).join('');
  if (typeof part !== 'object' || part === null) return typeof part === 'function' ? '' : String(part);
  const { strings = [], values = [] } = part as { strings?: readonly string[]; values?: readonly unknown[] };
  return strings.map((text, at) => `${text}${written(values[at] ?? '')}`).join('');
};
const said = (providers: readonly unknown[] | undefined): string | undefined =>
  /(\S+) services? (?:is|are) available/.exec(
    written(
      noConnections(
        { providers: providers as never, unmet: [] },
        {} as never,
        () => undefined,
        () => undefined,
      ),
    ),
  )?.[1];

it('the number of services appears only after they were loaded, and ways to sign in to one count as one', () => {
  const [one, two] = ['one', 'two'].map((providerId) => ({ providerId, provider: {} }));
  const oneBySignIn = { providerId: 'one-sign-in', provider: { alternativeTo: 'one' } };
  expect([said(undefined), said([]), said([one, oneBySignIn])]).toEqual([undefined, '0', 'One']);
  expect(said([one, oneBySignIn, two])).toBe('2');
});

it('the first page leads in three steps, and says what guards the secrets as soon as that is known', () => {
  const page = (protection: unknown): string =>
    written(
      noConnections(
        { providers: [], unmet: [], protection: protection as never },
        {} as never,
        () => undefined,
        () => undefined,
      ),
    );
  expect([...page(undefined).matchAll(/<h3>(\w+)/g)].map(([, head]) => head)).toEqual([
    ...['Protect', 'Connect', 'Allow'],
  ]);
  expect(page({ state: 'unlocked', grade: 'strong' })).toMatch(
    /class=done.*Your secrets have strong protection on this computer\./s,
  );
  expect(page({ state: 'unlocked', grade: 'weak' })).toContain('weak protection');
  const locked = page({ state: 'locked', grade: 'strong' });
  expect(locked).toContain('Unlock your secrets');
  expect(locked).not.toContain('class=done');
});
