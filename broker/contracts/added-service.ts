import { type ProviderId, providerId } from '@valetkey/api-contracts';

/** Where extensions have their id: theirs has a dot, so none of them is this one. */
export const addedNamespace = 'added';
/** Who contributed it, as `contributedBy` says; an extension's name ends in its id. */
export const addedByUser = 'added by you';

/** The id of a service that the user added, by its own name. */
export function addedId(name: string): ProviderId {
  return providerId.parse(`${addedNamespace}/${name}`);
}

export const isAdded = (id: string): boolean => id.startsWith(`${addedNamespace}/`);
