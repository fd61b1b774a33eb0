import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HttpMethod } from '@valetkey/api-contracts';
import { readManifest } from '../providers/read-manifest.ts';

const fileName = 'valetkey.d.ts';
const written = '// Written by valetkey from package.json. An edit of this file is lost.';

type Declared = {
  readonly provider: string;
  readonly access: { readonly methods: readonly HttpMethod[]; readonly paths: readonly string[] };
};

/** The types of what a manifest declares (extension-api/declared-connections.ts). */
export function declareConnections(requests: readonly Declared[]): string {
  const entries = [...new Set(requests.map(({ provider }) => provider))].map((wanted) => {
    const declared = requests.filter(({ provider }) => provider === wanted).map(({ access }) => access);
    const methods = union(declared.flatMap((access) => access.methods));
    const paths = union(declared.flatMap((access) => access.paths));
    return `  ${quoted(wanted)}: { readonly methods: ${methods}; readonly paths: ${paths} };\n`;
  });
  return `${written}\ninterface ValetkeyConnections {\n${entries.join('')}}\n`;
}

/**
 * Keeps valetkey.d.ts of an extension in TypeScript at what its manifest says. A manifest with a mistake changes nothing:
 * the mistake is told when the extension is loaded.
 */
export function writeDeclaredConnections(folder: string): void {
  if (!existsSync(join(folder, 'tsconfig.json'))) return;
  const manifest = readIfThere(join(folder, 'package.json'));
  const reading = manifest === undefined ? undefined : readManifest(manifest);
  if (!reading?.ok) return;
  const file = join(folder, fileName);
  const before = readIfThere(file);
  const text = declareConnections(reading.manifest.contributes.connectionRequests);
  const isHandWritten = before !== undefined && !before.startsWith(written);
  if (before !== text && !isHandWritten) writeFileSync(file, text);
}

/** Absent for a moment while an editor saves by renaming. */
const readIfThere = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const union = (words: readonly string[]): string =>
  words.length === 0 ? 'never' : [...new Set(words)].map(quoted).join(' | ');

const quoted = (word: string): string => JSON.stringify(word);
