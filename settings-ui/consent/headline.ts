import { type Access, plainText } from '@valetkey/api-contracts';
import { type ConsentPrompt, reads } from '@valetkey/broker/contracts';
import { html, type TemplateResult } from 'lit';
import { serviceIcon } from '../components/service-icon.ts';
import { originText } from '../origin-text.ts';
import { say } from '../say.ts';
import type { Choice } from './changes.ts';

/**
 * The question in one sentence: who wants to use what, to do what, where. The verb is ours, made from what is asked for;
 * names are their owners' words, and the host is drawn as it is everywhere.
 */
export function headline({ extension, access }: ConsentPrompt, choice: Choice): TemplateResult {
  const name = plainText(extension.displayName);
  return html`<div class="headline">
    ${serviceIcon({ name, id: extension.id, png: extension.icon })}
    <h1>${sentence(name, access, choice)}</h1>
  </div>`;
}

const sentence = (name: string, access: Access, { displayName, origins, authority }: Choice): unknown[] => {
  const [first, ...others] = origins;
  const values = {
    extension: html`<b class="theirs">${name}</b>`,
    connection: html`<b class="theirs">${plainText(displayName)}</b>`,
    purpose: purposeOf(access, authority.mcp !== undefined),
  };
  if (first === undefined)
    return authority.mcp === undefined
      ? say.parts('{extension} wants to use {connection} {purpose}', values)
      : say.parts('{extension} wants to use {connection} {purpose} of a program on this computer', values);
  const host = originText(first);
  return others.length === 0
    ? say.parts('{extension} wants to use {connection} {purpose} at {host}', { ...values, host })
    : say.parts('{extension} wants to use {connection} {purpose} at {host} and {others}', {
        ...values,
        host,
        others: say.count('{count} more hosts', others.length),
      });
};

/** A clause of its own: no word of the sentence around it depends on it. */
const purposeOf = ({ methods, paths, mcpTools }: Access, hasMcp: boolean): string => {
  const requests = methods.length > 0 && paths.length > 0;
  const tools = mcpTools.length > 0 && hasMcp;
  if (!requests) return tools ? say('to call tools') : say('to connect');
  if (methods.every(reads)) return tools ? say('to read and call tools') : say('to read');
  return tools ? say('to read and change data and call tools') : say('to read and change data');
};
