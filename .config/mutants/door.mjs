/** The mutants of the one door of broker/secrets/: each leaves out a part of the credentialed send. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const doorMutants = [
  ...group(
    'broker/secrets/vault',
    ['broker/secrets/vault/secret.test.ts'],
    [
      [
        'plaintext-for-heirs',
        'an object that inherits from a secret opens nothing',
        'plaintext.ts',
        'plaintexts.get(secret);',
        'plaintexts.get(secret) ?? plaintexts.get(Object.getPrototypeOf(secret));',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/checks/threats/b-redirects.test.ts'],
    [
      [
        'door-redirect-to-any-method',
        'a redirect turns no request into a method that the handle does not admit',
        'door.ts',
        'admitsMethod?.(hop.method) === false',
        'admitsMethod?.(hop.method) === undefined',
      ],
    ],
  ),
  ...group(
    'broker/secrets',
    ['broker/checks/threats/c-every-part.test.ts', 'broker/checks/threats/c-long-answers.test.ts'],
    [
      [
        'door-talk-unsearched',
        'what an MCP server says is searched for the credential that it was told',
        'door.ts',
        'use(credential);',
        '',
      ],
      [
        'door-trial-unsearched',
        'answers under way are searched for a secret that is only tried',
        'doors.ts',
        'memories.tried(id, scrubber)',
        'own.tried(id, scrubber)',
      ],
    ],
  ),
];
