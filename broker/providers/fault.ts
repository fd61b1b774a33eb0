import type { Place } from './place.ts';

/** What is wrong at a place of a document, and what would be right there. Never repeats what might be a secret. */
export type Found = { readonly place: Place; readonly sentence: string };

/** One of them, as the list that a check gives. */
export const fault = (place: Place, sentence: string): readonly Found[] => [{ place, sentence }];
