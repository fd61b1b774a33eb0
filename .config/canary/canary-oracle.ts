import { formsToLookFor } from '../../broker/checks/fixtures/forms-to-look-for.ts';
import { type FormFinder, makeFormFinder } from '../../broker/secrets/redaction/find-forms.ts';

export type CanaryCounts = {
  readonly canaries: number;
  /** Too short to be told from chance (nearly all of them), too long, or beyond the number that is watched at once. */
  readonly unwatched: number;
  readonly messages: number;
  readonly bytes: number;
};

/** Below this many characters a secret of a test stands in other texts by chance. */
const shortest = 16;
/** A secret of this length has forms of megabytes. */
const longest = 2_048;
const mostWatched = 300;

/** Learns secrets, and looks for each in every form. */
export const makeCanaryOracle = () => {
  const needles = new Map<string, Uint8Array>();
  const known = new Set<string>();
  const unwatched = new Set<string>();
  const leaks: string[] = [];
  const counts = { messages: 0, bytes: 0 };
  let finder: FormFinder | undefined;

  const scan = (where: string, bytes: Uint8Array): void => {
    counts.bytes += bytes.length;
    finder ??= makeFormFinder([...needles.values()]);
    finder.find(bytes, 0, (start, end) => {
      // The place is told, and how it was encoded; never the secret.
      if (leaks.length < 20) leaks.push(`${where}: ${end - start} bytes at ${start} of ${bytes.length}`);
    });
  };

  const walk = (where: string, value: unknown, depth: number): void => {
    if (typeof value === 'string') scan(where, Buffer.from(value));
    else if (value instanceof Uint8Array) scan(where, value);
    else if (value instanceof ArrayBuffer) scan(where, new Uint8Array(value));
    else if (value instanceof Error) walk(where, [value.message, value.stack, value.cause], depth + 1);
    else if (typeof value === 'object' && value !== null && depth < 50) {
      for (const [key, member] of Object.entries(value)) {
        scan(where, Buffer.from(key));
        walk(where, member, depth + 1);
      }
    }
  };

  return {
    /** True when it is new, and watched from now on. */
    learn: (secret: string): boolean => {
      if (known.has(secret)) return false;
      if (secret.length < shortest || secret.length > longest || known.size >= mostWatched) {
        unwatched.add(secret);
        return false;
      }
      known.add(secret);
      for (const form of formsToLookFor(secret)) {
        if (form.length >= shortest) needles.set(form.toString('latin1'), form);
      }
      finder = undefined;
      return true;
    },
    look: (where: string, value: unknown): void => {
      if (needles.size === 0) return;
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
    report: (): CanaryCounts & { readonly leaks: readonly string[] } => ({
      canaries: known.size,
      unwatched: unwatched.size,
      ...counts,
      leaks,
    }),
  };
};
