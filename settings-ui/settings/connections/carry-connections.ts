import { type Client, plainText, ValetkeyError } from '@valetkey/api-contracts';
import {
  type ExportedConnections,
  exportedConnections,
  type SettingsContract,
} from '@valetkey/broker/contracts';
import { html, nothing, type TemplateResult } from 'lit';
import { callout } from '../../components/badge.ts';
import { button } from '../../components/button.ts';
import { openDialog } from '../../components/dialog.ts';
import { errorText } from '../../error-text.ts';
import { originText } from '../../origin-text.ts';
import { saveFile } from '../../save-file.ts';
import { say } from '../../say.ts';
import type { Powers } from '../powers.ts';

/** All connections, without their secrets, as a file. */
export const exportConnections = async ({ client, announce }: Powers): Promise<void> => {
  try {
    const { document } = await client.exportConnections({});
    const text = `${JSON.stringify(document, undefined, 2)}\n`;
    saveFile('valetkey-connections.json', new Blob([text], { type: 'application/json' }));
    // Whether it is kept is said in the system's own dialog.
    announce(
      say.count('The export holds {count} connections, without secrets.', document.connections.length),
    );
  } catch (error) {
    announce(errorText(error), 'failed');
  }
};

/** Asks for such a file, shows what would come of it, and makes the connections when that is agreed to. */
export const importConnections = async (powers: Powers): Promise<void> => {
  const { client, announce, changed, go } = powers;
  try {
    const file = await chosenFile();
    if (file === undefined) return;
    const document = await documentIn(file);
    if (document === undefined) {
      return announce(
        say('This file is not an export of connections. Choose a file made by “Export” or the command line.'),
        'failed',
      );
    }
    const preview = await client.previewImport({ document });
    if (!(await agreed(file.name, document, preview))) return;
    const { imported, refused } = await client.importConnections({ document });
    await changed();
    const [first] = imported;
    if (first !== undefined) go({ view: 'connections', connectionId: first.id });
    const sentences = [
      say.count('{count} connections were imported.', imported.length),
      refused.length === 0 ? '' : say.count('{count} could not be imported.', refused.length),
      imported.length === 0 ? '' : say.count('Enter their secrets now.', imported.length),
    ];
    announce(sentences.filter((one) => one !== '').join(' '));
  } catch (error) {
    announce(errorText(error), 'failed');
  }
};

/** The file that was chosen by the system's own dialog; none if that was left. */
const chosenFile = (): Promise<File | undefined> =>
  new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = '.json,application/json';
    input.addEventListener('change', () => resolve(input.files?.[0]));
    input.addEventListener('cancel', () => resolve(undefined));
    input.click();
  });

/** A thousand connections have not a tenth of it. */
const mostBytes = 8 * 1024 * 1024;
const documentIn = async (file: File): Promise<ExportedConnections | undefined> => {
  if (file.size > mostBytes) return undefined;
  try {
    return exportedConnections.parse(JSON.parse(await file.text()));
  } catch {
    return undefined;
  }
};

/** The file may hold a name of any length. */
const shortName = (name = ''): string => plainText(name.length > 120 ? `${name.slice(0, 120)}…` : name);

const agreed = async (
  fileName: string,
  { connections }: ExportedConnections,
  { accepted, refused }: Awaited<ReturnType<Client<SettingsContract>['previewImport']>>,
): Promise<boolean> => {
  const nameAt = (index: number): TemplateResult =>
    html`<strong class="theirs">${shortName(connections[index]?.displayName)}</strong> <code>${connections[index]?.providerId}</code>`;
  const answer = await openDialog<'yes'>(
    say('Import connections?'),
    (close) => html`<div class="about">
        <p>${say.parts('From {file}. Exports contain no secrets: enter each secret after the import.', { file: html`<span class="theirs">${plainText(fileName)}</span>` })}</p>
        ${
          accepted.length === 0
            ? callout('bad', say('Nothing in this file can be imported.'))
            : html`<h3>${say('To import ({count})', { count: accepted.length })}</h3>
              <ul class="carried" tabindex="0" aria-label=${say('To import')}>${accepted.map(
                ({ index, origins, exists }) => html`<li>
                  ${nameAt(index)} ${connections[index]?.scope === 'workspace' ? say('(workspace)') : nothing}
                  <br /><span class="quiet-text small">${say('credential is sent to')}</span> ${origins.map((one) => html`${originText(one)} `)}
                  ${exists ? html`<br /><span class="small">${say('An identical connection exists; you will have two.')}</span>` : nothing}
                </li>`,
              )}</ul>`
        }
        ${
          refused.length === 0
            ? nothing
            : html`<h3>${say("Can't be imported ({count})", { count: refused.length })}</h3>
              <ul class="carried" tabindex="0" aria-label=${say("Can't be imported")}>${refused.map(
                ({ index, error }) =>
                  html`<li>${nameAt(index)}<br /><span class="problem">${error.at === undefined ? nothing : html`<code>${plainText(error.at)}</code>: `}${plainText(errorText(new ValetkeyError(error)))}</span></li>`,
              )}</ul>`
        }
      </div>
      <div class="buttons end">
        ${button(say('Cancel'), () => close(), { autofocus: true })}
        ${accepted.length === 0 ? nothing : button(say('Import'), () => close('yes'), { kind: 'primary' })}
      </div>`,
  );
  return answer === 'yes';
};
