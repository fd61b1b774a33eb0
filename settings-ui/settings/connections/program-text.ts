import { type ConnectionProvider, type FieldValue, fieldIn, plainText } from '@valetkey/api-contracts';
import { say } from '../../say.ts';

/**
 * The command that a stdio provider starts, whole: each part quoted, so that two commands never read alike, and what a
 * field fills in named, or as it was typed. Undefined where none is started. Consent shows the same with all in place.
 */
export function programText(
  { mcp, fields }: Pick<ConnectionProvider, 'mcp' | 'fields'>,
  typed: Readonly<Record<string, FieldValue | undefined>> = {},
): string | undefined {
  if (mcp?.transport !== 'stdio') return undefined;
  const part = (template: string): string => {
    const id = fieldIn(template);
    if (id === undefined) return quoted(template);
    const field = fields.find((one) => one.id === id);
    const value = typed[id];
    if (field?.type !== 'secret' && value !== undefined && value !== '') return quoted(String(value));
    const named = { field: plainText(field?.label ?? id) };
    return field?.required === false
      ? say('(the {field}, if there is one)', named)
      : say('(the {field})', named);
  };
  const variables = Object.entries(mcp.environment).map(([name, template]) => `${name}=${part(template)}`);
  return [
    [mcp.command, ...mcp.args].map(part).join(' '),
    ...(mcp.cwd === undefined ? [] : [say('in the folder {folder}', { folder: part(mcp.cwd) })]),
    ...(variables.length === 0 ? [] : [say('with {variables}', { variables: variables.join(', ') })]),
  ].join(', ');
}

const quoted = (text: string): string => plainText(JSON.stringify(text));
