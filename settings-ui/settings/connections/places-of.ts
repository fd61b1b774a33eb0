import type { ProviderView } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html } from 'lit';
import { originText } from '../../origin-text.ts';
import { say } from '../../say.ts';
import { type Places, signInPlaces } from '../../sign-in-places.ts';
import { programText } from './program-text.ts';

/** A saved connection: the program that it starts, or where its secret goes, and with OAuth 2 where each part of that does. */
export function placesOf(
  { origins, signsInAt, fields }: Pick<ConnectionView, 'origins' | 'signsInAt' | 'fields'>,
  view: ProviderView | undefined,
): Places[] {
  const program = view === undefined ? undefined : programText(view.provider, fields);
  return [
    ...(program === undefined
      ? []
      : [
          {
            head: say('Runs this program on this computer, without a shell'),
            places: [html`<code>${program}</code>`],
          },
        ]),
    ...(program !== undefined && origins.length === 0
      ? []
      : [
          {
            head: signsInAt === undefined ? say('Secret is sent to') : say('Access token is sent to'),
            places: origins.map(originText),
          },
        ]),
    ...signInPlaces(signsInAt),
  ];
}
