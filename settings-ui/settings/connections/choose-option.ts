import { type ProviderField, plainText } from '@valetkey/api-contracts';
import type { ConnectionView } from '@valetkey/broker/contracts';
import { html, nothing } from 'lit';
import { cancelOr, openDialog } from '../../components/dialog.ts';
import { select } from '../../components/search-and-select.ts';
import { say } from '../../say.ts';
import { attempt } from '../attempt.ts';
import type { Powers } from '../powers.ts';

/** What the service itself offers, asked for with the connection's credential: the team, the site, the project. */
export async function chooseOption(
  connection: ConnectionView,
  field: Extract<ProviderField, { type: 'choice' }>,
  powers: Powers,
): Promise<void> {
  const { client, announce } = powers;
  const { id: connectionId, updatedAt, fields } = connection;
  const label = plainText(field.label);
  await attempt(powers, async () => {
    const { choices, more } = await client.listChoices({ connectionId, field: field.id });
    const [first] = choices;
    if (first === undefined) return announce(say('The service has no options to choose from.'), 'failed');
    const standing = String(fields[field.id] ?? first.value);
    let chosen = choices.some(({ value }) => value === standing) ? standing : first.value;
    const options = choices.map((one) => [one.value, plainText(one.label)] as const);
    const answer = await openDialog<string>(
      label,
      (close) => html`${select(label, chosen, options, (value) => {
        chosen = value;
      })}
        ${more ? html`<p class="quiet-text small">${say('The service has more options than this list shows.')}</p>` : nothing}
        ${cancelOr(close, say('Choose'), () => close(chosen))}`,
    );
    if (answer === undefined) return;
    await client.updateConnection({ connectionId, updatedAt, fields: { ...fields, [field.id]: answer } });
    announce(say('Chosen.'));
  });
}
