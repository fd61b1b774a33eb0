import { plainText } from '@valetkey/api-contracts';
import type { FolderNotLoaded } from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { button } from '../components/button.ts';
import { say } from '../say.ts';
import { attempt } from './attempt.ts';
import type { Powers } from './powers.ts';

/** Extensions that did not even begin: which folder, what is wrong in it, and where. */
export function foldersNotLoaded(
  folders: readonly FolderNotLoaded[],
  powers: Powers,
): TemplateResult | typeof nothing {
  if (folders.length === 0) return nothing;
  return html`<section class="group" aria-label=${say('Could not be loaded')}>
    <h3>${say('Could not be loaded')}</h3>
    <ul class="rows">${repeat(
      folders,
      ({ folder }) => folder,
      (one) => html`<li>${row(one, powers)}</li>`,
    )}</ul>
  </section>`;
}

const row = ({ folder, problems, more, canLoadAgain }: FolderNotLoaded, powers: Powers): TemplateResult => {
  const path = plainText(folder);
  const name = path.split(/[\\/]/).at(-1) ?? path;
  const again = button(say('Load again'), () => loadAgain(folder, name, powers), {
    key: `load ${folder}`,
    says: say('Load again: {name}', { name }),
  });
  return html`<article class="access-row not-loaded" aria-label=${say('{name} could not be loaded', { name })}>
    <h4 class="theirs">${name}</h4>
    <p class="quiet-text small"><code class="theirs">${path}</code></p>
    <ul class="bullets">${problems.map(({ at, sentence }) => html`<li><code class="theirs">${plainText(at)}</code>: <span class="theirs">${plainText(sentence)}</span></li>`)}</ul>
    ${more === 0 ? nothing : html`<p class="quiet-text small">${say.count('{count} more.', more)}</p>`}
    ${canLoadAgain ? html`<div class="buttons">${again}</div>` : nothing}
  </article>`;
};

const loadAgain = (folder: string, name: string, powers: Powers): Promise<boolean> =>
  attempt(powers, async () => {
    const { runs } = await powers.client.loadAgain({ folder });
    if (runs) powers.announce(say('{name} was started.', { name }));
    else powers.announce(say('{name} still cannot be loaded.', { name }), 'failed');
  });
