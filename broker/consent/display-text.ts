import { plainText } from '@valetkey/api-contracts';

/** `plainText` of what is as long as its author likes: composed, so that no accent stands alone, and cut. */
export function displayText(text: string, maxLength: number): string {
  const visible = plainText(text.normalize('NFC'));
  if (visible.length <= maxLength) return visible;
  // Not between the halves of a character.
  return `${visible.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Composing makes one of four at most. */
const composed = 4;

/** The beginning of a text in the same form, and how much there is beyond it. What is never shown is not written out. */
export const displayBegin = (
  whole: string,
  most: number,
): { readonly text: string; readonly cut: number } => {
  const head = whole.slice(0, composed * most);
  const written = displayText(head, Number.POSITIVE_INFINITY);
  const text = written.slice(0, most);
  return { text, cut: written.length - text.length + whole.length - head.length };
};
