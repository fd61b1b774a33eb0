/** The mutants of what the catalogue's language added: token servers of registries, and fields in hosts and paths. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const catalogueMutants = [
  ...group(
    'broker/secrets/kinds',
    ['broker/secrets/kinds/registry-token.test.ts'],
    [
      [
        'registry-realm-anywhere',
        'a registry names no token server that nobody declared',
        'registry-token.ts',
        'if (!isOwnRealm(challenge) && !auth.realms.includes(challenge.realm)) {',
        'if (false) {',
      ],
      [
        'registry-realm-by-host',
        'a registry does not choose the path at a declared token server',
        'registry-token.ts',
        'auth.realms.includes(challenge.realm)',
        'auth.realms.some((realm) => new URL(realm).host === new URL(challenge.realm).host)',
      ],
      [
        'registry-token-for-all',
        'a token is sent for the repository and action that it was given for',
        'registry-challenge.ts',
        'return name === repository &&',
        'return name !== undefined &&',
      ],
      [
        'registry-forms-without-tokens',
        'tokens of a registry are scrubbed from answers',
        'registry-token.ts',
        '...[...asked.values()].flatMap(({ held }) => tokenForms(held)),',
        '',
      ],
    ],
  ),
  ...group(
    'broker/providers',
    ['broker/providers/fill-path.test.ts'],
    [
      [
        'path-segment-any',
        'a field in a path stays one segment',
        'fill-path.ts',
        ': plainSegment.test(value)',
        ': value.length > 0',
      ],
      [
        'host-part-any',
        'a field in a host stays one name of it',
        'resolve-origins.ts',
        '!partOfHost.test(value)',
        "value === ''",
      ],
    ],
  ),
];
