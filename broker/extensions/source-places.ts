import { SourceMap, type SourceMapPayload } from 'node:module';
import { relative, resolve, sep } from 'node:path';
import type { LoadedExtension } from '../providers/load-extension.ts';

/** In base64. Maps of large extensions have a few megabytes; one is read in main. */
const longestMap = 16 * 1024 * 1024;
const inlineMap = /^\/\/# sourceMappingURL=data:application\/json;(?:charset=utf-8;)?base64,/m;

/**
 * Where an error lies in what its author wrote, by the map at the end of the bundled script: `src/extension.ts:3:7` for
 * `acme.notes/extension.js:41:9`, or in the desktop `extension.js:41:9`. For authors alone: reading a map takes main's
 * time, at the first error that names a place, and one of 12 MB holds it for seconds.
 */
export function sourcePlaces({
  id,
  mainSource,
  manifest,
}: Pick<LoadedExtension, 'id' | 'mainSource' | 'manifest'>): (text: string) => string {
  const place = new RegExp(`(?<![\\w/])(?:${id.replaceAll('.', '\\.')}/)?extension\\.js:(\\d+):(\\d+)`, 'g');
  const root = resolve('/');
  const bundle = resolve(root, manifest.main);
  const placeIn = (map: SourceMap, line: number, column: number): string | undefined => {
    try {
      // A map counts from 0, a stack from 1.
      const entry = map.findEntry(line - 1, column - 1);
      if (!('originalSource' in entry) || typeof entry.originalSource !== 'string') return undefined;
      const source = relative(root, resolve(bundle, '..', entry.originalSource));
      return `${source.split(sep).join('/')}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
    } catch {
      return undefined; // a map may hold anything, and is read as far as a place needs it
    }
  };
  let map: SourceMap | 'none' | undefined;
  return (text) =>
    text.replace(place, (whole, line: string, column: string) => {
      map ??= mapIn(mainSource) ?? 'none';
      if (map === 'none') return whole;
      return placeIn(map, Number(line), Number(column)) ?? whole;
    });
}

const mapIn = (script: string): SourceMap | undefined => {
  const comment = inlineMap.exec(script);
  if (!comment) return undefined;
  // Not by the expression: one that runs along 16 million characters needs more stack than the engine gives it.
  const encoded = script.slice(comment.index + comment[0].length).split('\n', 1)[0] ?? '';
  if (encoded.length > longestMap) return undefined;
  try {
    return new SourceMap(JSON.parse(Buffer.from(encoded, 'base64').toString('utf8')) as SourceMapPayload);
  } catch {
    return undefined; // the places in the script are shown instead
  }
};
