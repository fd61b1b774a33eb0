import { type ProviderId, type ProviderView, plainText } from '@valetkey/api-contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { select } from '../../components/search-and-select.ts';
import { say } from '../../say.ts';
import { signInKind } from './sign-in-words.ts';

/** In the form of a new connection, where there is something to choose. */
export function signInChoice(
  ways: readonly ProviderView[],
  chosen: ProviderView,
  choose: (id: ProviderId) => void,
): TemplateResult | typeof nothing {
  if (ways.length === 1) return nothing;
  return html`<div class="field">
    <span class="field-label">${say('Sign-in')}</span>
    ${select(
      say('Sign-in'),
      chosen.providerId,
      ways.map((view) => [view.providerId, wayText(view, ways)]),
      (id) => choose(id as ProviderId),
    )}
    <p class="quiet-text small">${say.parts('An extension that asks for {service} can use any of these.', { service: html`<span class="theirs">${plainText(ways[0]?.provider.name ?? '')}</span>` })}</p>
  </div>`;
}

/** Two that sign in alike are told apart by their names. */
const wayText = ({ provider }: ProviderView, ways: readonly ProviderView[]): string => {
  const { words } = signInKind(provider.auth);
  const alike = ways.filter((one) => signInKind(one.provider.auth).words === words);
  return alike.length === 1 ? words : `${words}: ${plainText(provider.name)}`;
};
