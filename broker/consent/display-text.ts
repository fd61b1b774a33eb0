import { plainText } from '@valetkey/api-contracts';

/** `plainText` of what is as long as its author likes: composed, so that no accent stands alone, and cut. */
export function displayText(text: string, maxLength: number): string {
  const visible = plainText(text.normalize('NFC'));
  if (visible.length <= maxLength) return visible;
  // Not between the halves of a character.
  return `${visible.slice(0, maxLength - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
