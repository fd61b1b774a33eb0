import { fieldIn } from '@valetkey/api-contracts';
import type { DeclaredField } from './declared-fields.ts';
import type { Found } from './fault.ts';
import { child, listAt, type ManifestPlace, textAt } from './place.ts';

/** The fields that a stdio MCP server's command is put together from. */
export const checkProgram = (
  mcp: unknown,
  fields: ReadonlyMap<string, DeclaredField>,
  at: ManifestPlace,
): readonly Found[] => {
  if (textAt(mcp, 'transport') !== 'stdio') return [];
  const environment = child(mcp, 'environment');
  const variables =
    typeof environment === 'object' && environment !== null ? Object.entries(environment).slice(0, 32) : [];
  const found: Found[] = [];
  const check = (template: unknown, place: ManifestPlace, open: boolean, needed: boolean): void => {
    const name = typeof template === 'string' ? fieldIn(template) : undefined;
    if (name === undefined) return;
    const field = fields.get(name);
    if (field === undefined)
      found.push({ place, sentence: 'What stands in braces must be the id of a field of this provider.' });
    else if (open && field.type === 'secret')
      found.push({
        place,
        sentence:
          'A secret field can go into `environment` only: others on the computer can read a command line.',
      });
    else if (needed && (!field.required || field.conditional))
      found.push({ place, sentence: 'The field in braces must be required and always shown.' });
  };
  check(textAt(mcp, 'command'), [...at, 'command'], true, true);
  check(textAt(mcp, 'cwd'), [...at, 'cwd'], true, true);
  listAt(mcp, 'args')
    .slice(0, 64)
    .forEach((argument, index) => {
      check(argument, [...at, 'args', index], true, false);
    });
  for (const [name, value] of variables) check(value, [...at, 'environment', name], false, false);
  return found;
};
