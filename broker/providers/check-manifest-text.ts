import { type Found, fault } from './fault.ts';
import { child, type ManifestPlace } from './place.ts';
import { quoteName } from './quote-found.ts';

/**
 * Control characters, and those that reorder or hide text: bidirectional overrides, zero-width spaces, tags. Windows
 * escape them too; an author who has one in a manifest by accident should learn of it here.
 * The joiners U+200C and U+200D stay: Persian and many emoji are written with them.
 */
const invisible =
  /[\p{Cc}\p{Cs}\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\u{e0000}-\u{e007f}]/u;

export function checkManifestText(manifest: unknown): readonly Found[] {
  return [
    ...checkText(child(manifest, 'displayName'), ['displayName']),
    ...checkText(child(manifest, 'description'), ['description']),
    ...checkText(child(manifest, 'contributes'), ['contributes']),
  ];
}

/** The scanner has bounded the depth. */
const checkText = (value: unknown, place: ManifestPlace): readonly Found[] => {
  if (typeof value === 'string') {
    const code = invisible.exec(value)?.[0].codePointAt(0);
    if (code === undefined || isDeclaredLineBreak(value, place)) return [];
    const name = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
    return fault(place, `The text must not hold the invisible character ${name}.`);
  }
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((element, index) => checkText(element, [...place, index]));
  // A key that is not repeated in sentences is unknown here, and reported as such.
  const keys = Object.keys(value).filter((key) => quoteName(key) === `\`${key}\``);
  return keys.flatMap((key) => checkText(child(value, key), [...place, key]));
};

/** Many services sign lines, and the contract offers this one separator that cannot be seen. */
const isDeclaredLineBreak = (value: string, place: ManifestPlace): boolean =>
  value === '\n' && /\.auth(?:\.parts\.\d+)?\.separator$/.test(place.join('.'));
