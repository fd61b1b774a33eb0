/** Writes the contract's JSON Schemas for editors; part of the build, so that a change of the contract shows them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { publishedSchemas } from '../extension-api/contracts/dist/json-schema.js';

for (const [name, schema] of Object.entries(publishedSchemas)) {
  const file = new URL(`../extension-api/contracts/${name}`, import.meta.url);
  const text = `${JSON.stringify(schema, null, 2)}\n`;
  let before;
  try {
    before = readFileSync(file, 'utf8');
  } catch {
    // It was never written.
  }
  if (before !== text) writeFileSync(file, text);
}
