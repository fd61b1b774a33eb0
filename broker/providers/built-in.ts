import { type ConnectionProvider, connectionProvider } from '@valetkey/api-contracts';
import * as catalogue from './catalogue/index.ts';

/** Read when it is first asked for: a start that uses one of them does not wait for the others. */
export type BuiltIn = { readonly id: string; readonly read: () => ConnectionProvider };

/** The general ones come first: they are what a user takes where no other fits. */
const files = Object.values(catalogue).toSorted(
  (one, other) => Number(other.category === 'general') - Number(one.category === 'general'),
);

/** The catalogue, read as strictly as what an extension contributes; its tests say that every file of it is right. */
export const builtIn: readonly BuiltIn[] = Object.freeze(
  files.map((file): BuiltIn => Object.freeze({ id: file.id, read: () => connectionProvider.parse(file) })),
);
