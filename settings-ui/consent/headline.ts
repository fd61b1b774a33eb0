import { type Access, plainText } from '@valetkey/api-contracts';
import { type ConsentPrompt, reads } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { serviceIcon } from '../components/service-icon.ts';
import { originText } from '../origin-text.ts';
import type { Choice } from './changes.ts';

/**
 * The question in one sentence: who wants to use what, to do what, where. The verb is ours, made from what is asked for;
 * names are their owners' words, and the host is drawn as it is everywhere.
 */
export function headline({ extension, access }: ConsentPrompt, choice: Choice): TemplateResult {
  const name = plainText(extension.displayName);
  return html`<div class="headline">
    ${serviceIcon({ name, id: extension.id, png: extension.icon })}
    <h1>
      <b class="theirs">${name}</b> wants to use <b class="theirs">${plainText(choice.displayName)}</b>
      ${intent(access, choice)}
    </h1>
  </div>`;
}

const intent = (access: Access, { origins, authority }: Choice): TemplateResult => {
  const [first] = origins;
  const doing = verb(access, authority.mcp !== undefined);
  if (first === undefined)
    return html`to ${doing} ${authority.mcp === undefined ? '' : 'of a program on this computer'}`;
  const others = origins.length - 1;
  return html`to ${doing} at ${originText(first)}${others === 0 ? '' : ` and ${others} more ${others === 1 ? 'host' : 'hosts'}`}`;
};

const verb = ({ methods, paths, mcpTools }: Access, hasMcp: boolean): string => {
  const requests = methods.length > 0 && paths.length > 0;
  const tools = mcpTools.length > 0 && hasMcp;
  if (!requests) return tools ? 'call tools' : 'connect';
  const doing = methods.every(reads) ? 'read' : 'read and change data';
  return tools ? `${doing} and call tools` : doing;
};
