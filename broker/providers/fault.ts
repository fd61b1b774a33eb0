import type { ManifestPlace } from './place.ts';

/** What is wrong at a place of a document, and what would be right there. Never repeats what might be a secret. */
export type Found = { readonly place: ManifestPlace; readonly sentence: string };

/** One of them, as the list that a check gives. */
export function fault(place: ManifestPlace, sentence: string): readonly Found[] {
  return [{ place, sentence }];
}
