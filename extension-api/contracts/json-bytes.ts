/** By code unit: what it takes in JSON that is UTF-8. Of half a pair 0: `jsonBytes` looks at its neighbour. */
const byUnit = new Uint8Array(65_536).fill(3);
byUnit.fill(2, 0x80, 0x800);
byUnit.fill(1, 0x20, 0x80);
byUnit.fill(6, 0, 0x20);
for (const unit of '\b\t\n\f\r"\\') byUnit[unit.charCodeAt(0)] = 2;
byUnit.fill(0, 0xd800, 0xe000);

const longText = 32;
const pair = 4;
/** `\ud800` takes six, and V8 ten times as long to write as anything else of that length. */
const half = 40;

/** What takes more than one byte, or an escape. */
const dear = /[^\x20\x21\x23-\x5b\x5d-\x7f]/;

/**
 * At least the bytes of a text as JSON in UTF-8, with its quotes, and at least half of those that it takes in memory: V8
 * may keep Latin-1 in two bytes for each unit, and does not say so. Ends the look at it above `most`.
 */
export function jsonBytes(text: string, most: number): number {
  const { length } = text;
  if (length > most) return length;
  // Twice as fast as the loop, for as far as it goes.
  const first = length < longText ? 0 : text.search(dear);
  if (first === -1) return 2 + length;
  let bytes = 2 + first;
  let units = 0;
  for (let at = first; at < length; at += 1) {
    const unit = text.charCodeAt(at);
    units |= unit;
    const taken = byUnit[unit] as number;
    if (taken > 0) {
      bytes += taken;
    } else if (isPair(unit, text.charCodeAt(at + 1))) {
      bytes += pair;
      at += 1;
    } else {
      bytes += half;
    }
  }
  // One unit beyond Latin-1, and all of the text takes two bytes each.
  return units > 0xff ? Math.max(bytes, 2 * length) : bytes;
}

const isPair = (high: number, low: number): boolean =>
  high >= 0xd800 && high < 0xdc00 && low >= 0xdc00 && low < 0xe000;
