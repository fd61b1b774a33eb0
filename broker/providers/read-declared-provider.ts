import type { ConnectionProvider } from '@valetkey/api-contracts';
import { type ManifestProblem, readManifest } from './read-manifest.ts';

export type ProviderReading =
  | { readonly ok: true; readonly provider: ConnectionProvider }
  | { readonly ok: false; readonly problems: readonly ManifestProblem[] };

/** A provider that stands in no extension's manifest, by the same rules as one that does. */
export function readDeclaredProvider(declared: unknown): ProviderReading {
  const reading = readManifest(
    JSON.stringify({
      name: 'service',
      publisher: 'added',
      version: '1.0.0',
      main: 'none.cjs',
      contributes: { connectionProviders: [declared] },
    }),
  );
  const [provider] = reading.ok ? reading.manifest.contributes.connectionProviders : [];
  if (provider !== undefined) return { ok: true, provider };
  const problems = reading.ok ? [] : reading.problems;
  return {
    ok: false,
    problems: problems.map(({ at, sentence }) => ({
      at: at.replace(/^contributes\.connectionProviders\[0\]\.?/, ''),
      sentence,
    })),
  };
}
