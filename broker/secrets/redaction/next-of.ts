/** Where each of some bytes or texts stands next; only asked for what lies further. */
export type Nexts = Int32Array;
export const newNexts = (wanted: readonly unknown[]): Nexts => new Int32Array(wanted.length).fill(-1);

/** The first of `wanted` from `from` on; the length of the text: none. Every byte is searched once for each of them. */
export function nextOf(
  wanted: readonly (number | Buffer)[],
  text: Buffer,
  nexts: Nexts,
  from: number,
): number {
  let first = text.length;
  for (let index = 0; index < wanted.length; index += 1) {
    let next = nexts[index] as number;
    if (next < from) {
      next = text.indexOf(wanted[index] as number, from);
      if (next === -1) next = text.length;
      nexts[index] = next;
    }
    if (next < first) first = next;
  }
  return first;
}
