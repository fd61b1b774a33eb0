import { type ConnectionProvider, type FieldValue, fieldIn, plainText } from '@valetkey/api-contracts';

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
    const optional = field?.required === false ? ', if there is one' : '';
    return `(the ${plainText(field?.label ?? id)}${optional})`;
  };
  const variables = Object.entries(mcp.environment).map(([name, template]) => `${name}=${part(template)}`);
  return [
    [mcp.command, ...mcp.args].map(part).join(' '),
    ...(mcp.cwd === undefined ? [] : [`in the folder ${part(mcp.cwd)}`]),
    ...(variables.length === 0 ? [] : [`with ${variables.join(', ')}`]),
  ].join(', ');
}

const quoted = (text: string): string => plainText(JSON.stringify(text));
