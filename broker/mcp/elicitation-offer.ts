import type { JsonObject, McpOffers } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';
import { type Elicitation, readElicitation } from './read-elicitation.ts';

/** Who shows a server's question to the person. `nobody`: the answer is Cancel. `refused`: it was not offered. */
export type ElicitedBy =
  | { readonly by: 'person'; readonly elicitation: Elicitation }
  | { readonly by: 'extension' | 'nobody' | 'refused' };

/**
 * Whether the extension shows forms by itself. Up to 2025-06-18 there were only forms, and an empty object offered them.
 */
const showsForms = ({ elicitation }: McpOffers): boolean =>
  elicitation !== undefined && (elicitation['form'] !== undefined || elicitation['url'] === undefined);

/** What the server is offered: forms by the extension or by main, and addresses by main alone. */
export function offersWithPerson(offers: McpOffers, hasPerson: boolean): McpOffers {
  const { elicitation, ...others } = offers;
  const byExtension = showsForms(offers);
  if (!hasPerson && !byExtension) return others;
  if (!hasPerson) {
    const { url: _, ...forms } = elicitation as JsonObject;
    return { ...others, elicitation: forms };
  }
  const form = byExtension && isObject(elicitation?.['form']) ? elicitation['form'] : {};
  return { ...others, elicitation: { form, url: {} } };
}

/** Of one question. An extension never sees an address, or a question with a word for a secret in it. */
export function whoElicits(params: JsonObject, offers: McpOffers, hasPerson: boolean): ElicitedBy {
  const elicitation = readElicitation(params);
  const byExtension = showsForms(offers);
  const isForm = params['mode'] === undefined || params['mode'] === 'form';
  const hasAddress = Object.hasOwn(params, 'url');
  if (isForm && byExtension && !hasAddress && elicitation?.looksSecret === false) return { by: 'extension' };
  // One that main cannot read may ask for anything.
  if (elicitation === undefined) return { by: 'refused' };
  if (hasPerson) return { by: 'person', elicitation };
  return { by: isForm && byExtension ? 'nobody' : 'refused' };
}

const pageNeeded = -32_042;
const mostPages = 4;

/** Of an error that says which pages have to be opened first: those, and the error without them. */
export function neededPages(
  answer: JsonObject,
): { readonly pages: readonly JsonObject[]; readonly answer: JsonObject } | undefined {
  const { error } = answer;
  if (!isObject(error) || error['code'] !== pageNeeded) return undefined;
  const { data, ...bare } = error;
  const listed = isObject(data) && Array.isArray(data['elicitations']) ? data['elicitations'] : [];
  const pages = listed.slice(0, mostPages).filter((one): one is JsonObject => isObject(one));
  return { pages: pages.filter(({ mode }) => mode === 'url'), answer: { ...answer, error: bare } };
}
