import type { ConnectionView, ProviderView } from '@valetkey/api-contracts';
import { html } from 'lit';
import { originText } from '../../origin-text.ts';
import { type Places, signInPlaces } from '../../sign-in-places.ts';
import { programText } from './program-text.ts';

/** A saved connection: the program that it starts, or where its secret goes, and with OAuth 2 where each part of that does. */
export const placesOf = (
  { origins, signsInAt, fields }: Pick<ConnectionView, 'origins' | 'signsInAt' | 'fields'>,
  view: ProviderView | undefined,
): Places[] => {
  const program = view === undefined ? undefined : programText(view.provider, fields);
  return [
    ...(program === undefined
      ? []
      : [
          {
            head: 'Starts this program on this computer, without a shell',
            places: [html`<code>${program}</code>`],
          },
        ]),
    ...(program !== undefined && origins.length === 0
      ? []
      : [
          {
            head: signsInAt === undefined ? 'Its secret goes to' : 'What its sign-in gives goes to',
            places: origins.map(originText),
          },
        ]),
    ...signInPlaces(signsInAt),
  ];
};
