/** The mutants of what an author has while an extension is edited. */
import { group } from './group.mjs';

/** @type {readonly import('./mutants.mjs').Mutant[]} */
export const developmentMutants = group(
  'broker/providers',
  ['broker/providers/in-development.test.ts'],
  [
    [
      'development-grant-everywhere',
      'a grant made in development fits no extension that is run otherwise',
      'in-development.ts',
      "contentDigest: hash.digest('hex'),",
      '',
    ],
    [
      'development-unmarked',
      'an extension in development is marked where it is named',
      'in-development.ts',
      ' (in development)',
      '',
    ],
  ],
);
