import { needlesFor } from './needles.ts';
import { stringsToWatch, type Watched } from './strings-to-watch.ts';
import { makeWindowMatcher } from './window-matcher.ts';

export type CanaryCounts = {
  readonly canaries: number;
  /** Of fewer than 16 characters: such a secret of a test stands in other texts by chance. */
  readonly tooShort: number;
  /** Of one character again and again, or nearly so. */
  readonly tooUniform: number;
  readonly messages: number;
  readonly bytes: number;
};

const shortest = 16;
const fewestDistinct = 6;
const mostTold = 50;

/** Learns secrets, and looks for each in every form. There is no limit to how many, and none to how long they are. */
export const makeCanaryOracle = () => {
  const matcher = makeWindowMatcher();
  const known = new Set<string>();
  /** Forms are made when something is looked at: a process that shows nothing does not pay for them. */
  let toAdd: Watched[] = [];
  const counts = { canaries: 0, tooShort: 0, tooUniform: 0, messages: 0, bytes: 0 };
  const leaks: string[] = [];

  const watch = (secret: Watched): void => {
    const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1');
    if (known.has(text)) return;
    known.add(text);
    if (text.length < shortest) counts.tooShort += 1;
    else if (new Set(text).size < fewestDistinct) counts.tooUniform += 1;
    else {
      counts.canaries += 1;
      toAdd.push(secret);
    }
  };

  const scan = (where: string, bytes: Uint8Array): void => {
    counts.bytes += bytes.length;
    let told = false;
    matcher.find(bytes, (start, end) => {
      // The place is told, and how it was encoded; never the secret.
      if (!told && leaks.length < mostTold)
        leaks.push(`${where}: ${end - start} bytes at ${start} of ${bytes.length}`);
      told = true;
    });
  };

  const walk = (where: string, value: unknown, depth: number): void => {
    if (typeof value === 'string') scan(where, Buffer.from(value));
    else if (value instanceof ArrayBuffer) scan(where, new Uint8Array(value));
    else if (ArrayBuffer.isView(value))
      scan(where, new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    else if (value instanceof Error) walk(where, [value.message, value.stack, value.cause], depth + 1);
    else if (value instanceof Map || value instanceof Set) walk(where, [...value], depth + 1);
    else if (typeof value === 'object' && value !== null && depth < 50) {
      for (const [key, member] of Object.entries(value)) {
        scan(where, Buffer.from(key));
        walk(where, member, depth + 1);
      }
    }
  };

  return {
    /** True when something in it is new, and is watched from now on or counted as unwatched. */
    learn: (plaintext: string): boolean => {
      if (known.has(plaintext)) return false;
      const before = known.size;
      for (const secret of stringsToWatch(plaintext)) watch(secret);
      return known.size > before;
    },
    look: (where: string, value: unknown): void => {
      if (counts.canaries === 0) return;
      for (const secret of toAdd) for (const needle of needlesFor(secret)) matcher.add(needle);
      toAdd = [];
      counts.messages += 1;
      walk(where, value, 0);
    },
    /** What another process looked at, and saw. */
    add: (told: { readonly leak: string } | { readonly messages: number; readonly bytes: number }): void => {
      if ('leak' in told) leaks.push(told.leak);
      else {
        counts.messages += told.messages;
        counts.bytes += told.bytes;
      }
    },
    report: (): CanaryCounts & { readonly leaks: readonly string[] } => ({ ...counts, leaks }),
  };
};
