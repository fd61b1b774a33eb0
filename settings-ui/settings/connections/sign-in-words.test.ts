import { describe, expect, it } from 'vitest';
import { builtIn } from '../../../broker/providers/built-in.ts';
import { signOutDoes } from './sign-in-words.ts';

describe('what is said beside “Sign out”', () => {
  it('a service that revokes is said to revoke', () => {
    expect(signOutDoes(true, 'Remove the app.')).toBe(
      'Signing out deletes the tokens here, and the service revokes them.',
    );
  });

  it('a service that cannot be told is said so, with what is left to do there', () => {
    expect(signOutDoes(false, undefined)).toContain('End the access there as well.');
    const withoutEndpoint = builtIn.flatMap(({ id, read }) => {
      const { auth, revocation } = read();
      const isWithout =
        auth.kind === 'oauth2' &&
        auth.discovery === undefined &&
        auth.issuer === undefined &&
        auth.endpoints?.revocation === undefined;
      return isWithout ? [[id, revocation] as const] : [];
    });
    expect(withoutEndpoint.map(([id]) => id)).toEqual(
      expect.arrayContaining(['github-oauth', 'microsoft-graph', 'atlassian', 'slack-oauth']),
    );
    for (const [id, revocation] of withoutEndpoint)
      expect([id, signOutDoes(false, revocation)]).toEqual([
        id,
        `Signing out deletes the tokens here. The service cannot be told to revoke them. ${revocation}`,
      ]);
  });
});
