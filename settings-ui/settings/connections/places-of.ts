import type { ConnectionView } from '@valetkey/api-contracts';
import { originText } from '../../origin-text.ts';
import { type Places, signInPlaces } from '../../sign-in-places.ts';

/** A saved connection: where its secret goes, and with OAuth 2 where each part of that does. */
export const placesOf = ({ origins, signsInAt }: Pick<ConnectionView, 'origins' | 'signsInAt'>): Places[] => [
  {
    head: signsInAt === undefined ? 'Its secret goes to' : 'What its sign-in gives goes to',
    places: origins.map(originText),
  },
  ...signInPlaces(signsInAt),
];
