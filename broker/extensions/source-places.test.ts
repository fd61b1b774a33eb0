import { expect, it } from 'vitest';
import { extensionNamed } from '../checks/fixtures/broker-in-folder.ts';
import { sourcePlaces } from './source-places.ts';

const said = 'Error: at acme.reader/extension.js:1:1 it failed';
const placed = (map: object | string): string => {
  const encoded = Buffer.from(typeof map === 'string' ? map : JSON.stringify(map)).toString('base64');
  const mainSource = `x();\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`;
  const extension = extensionNamed('reader');
  return sourcePlaces({ ...extension, mainSource })(said);
};
const map = { version: 3, sources: ['src/extension.ts'], names: [], mappings: 'AAEM' };

it('a place in the script becomes the place in what its author wrote', () => {
  expect(placed(map)).toBe('Error: at src/extension.ts:3:7 it failed');
});

it.each<[string, object | string]>([
  ['names no text as a source', { ...map, sources: [5] }],
  ['names an object as a source', { ...map, sources: [{ toString: 1 }] }],
  ['has no sources', { ...map, sources: [] }],
  ['has mappings that are none', { ...map, mappings: 7 }],
  ['has sections that are none', { version: 3, sections: [{ offset: 1, map: 2 }] }],
  ['is nothing', 'null'],
  ['is no JSON', '{'],
  ['is larger than maps are', { ...map, x: 'x'.repeat(13 * 1024 * 1024) }],
])('a source map that %s changes nothing of what is said', (_, hostile) => {
  expect(placed(hostile)).toBe(said);
});
