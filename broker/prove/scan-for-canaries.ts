import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodedForms } from '../secrets/redaction/encoded-forms.ts';

export type Scan = {
  readonly secrets: number;
  readonly forms: number;
  readonly places: readonly string[];
  readonly bytes: number;
  /** Where, never what. */
  readonly found: readonly string[];
};

/** Looks for every encoded form of every secret in every place. Self-tested: a planted secret must be found. */
export function scanForCanaries(
  secrets: readonly string[],
  places: Readonly<Record<string, readonly Uint8Array[]>>,
): Scan {
  const forms = secrets.flatMap((secret) => encodedForms(secret).map((form) => Buffer.from(form)));
  const holds = (bytes: Uint8Array): boolean => forms.some((form) => Buffer.from(bytes).includes(form));
  for (const secret of secrets) {
    if (!holds(Buffer.from(`"${secret}"`)) || !holds(Buffer.from(btoa(`:${secret}`))))
      throw new Error('The scan does not find a secret that was planted for it.');
  }
  let bytes = 0;
  const found = new Set<string>();
  for (const [place, pieces] of Object.entries(places)) {
    // Pieces are also looked at joined: a secret that is split between two messages is still a secret.
    const whole = Buffer.concat(pieces);
    bytes += whole.byteLength;
    if (holds(whole) || pieces.some(holds)) found.add(place);
  }
  return {
    secrets: secrets.length,
    forms: forms.length,
    places: Object.keys(places),
    bytes,
    found: [...found],
  };
}

/** What each file holds, also in folders below. */
export const filesOf = (folder: string): Uint8Array[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
