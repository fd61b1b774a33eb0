import type { JsonObject } from '@valetkey/api-contracts';
import { urlOf } from '@valetkey/api-contracts';
import { isObject } from '../json/is-object.ts';

const mostIcons = 8;
const longestData = 64 * 1024;
const longestAddress = 2_048;

/** Lists whose members may have icons: of tools, prompts and resources, and links to resources in results. */
const lists = ['tools', 'prompts', 'resources', 'resourceTemplates', 'content'] as const;

/**
 * What a server answered, as the extension sees it: with icons that a host can show, small pictures without scripts and
 * https addresses, and without the others. Nothing fetches them here.
 */
export function withBoundedIcons(result: JsonObject): JsonObject {
  let bounded = result;
  for (const key of lists) {
    const items = result[key];
    if (!Array.isArray(items) || !items.some(hasIcons)) continue;
    bounded = {
      ...bounded,
      [key]: items.map(inside),
    } as JsonObject;
  }
  const { messages } = result;
  if (!Array.isArray(messages) || !messages.some((one) => hasIcons(contentOf(one)))) return bounded;
  const shown = messages.map((one) => (isObject(one) ? { ...one, content: inside(one['content']) } : one));
  return { ...bounded, messages: shown } as JsonObject;
}

/** Of a message of a prompt. */
const contentOf = (message: unknown): unknown => (isObject(message) ? message['content'] : undefined);
const hasIcons = (item: unknown): boolean => isObject(item) && 'icons' in item;
const inside = (content: unknown): unknown => (isObject(content) ? ownIcons(content) : content);

/** The same for one thing that has icons, such as the server itself. */
export function ownIcons(item: JsonObject): JsonObject {
  if (!('icons' in item)) return item;
  const { icons, ...others } = item;
  const kept = Array.isArray(icons) ? icons.filter(isKept).slice(0, mostIcons) : [];
  return kept.length === 0 ? (others as JsonObject) : ({ ...others, icons: kept } as JsonObject);
}

const isKept = (icon: unknown): boolean => {
  const src = isObject(icon) ? icon['src'] : undefined;
  if (typeof src !== 'string') return false;
  if (src.startsWith('data:'))
    return src.length <= longestData && /^data:image\/(?:png|jpeg|webp);base64,[A-Za-z0-9+/]+=*$/.test(src);
  return src.length <= longestAddress && urlOf(src)?.protocol === 'https:';
};
