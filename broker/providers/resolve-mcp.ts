import { isAbsolute } from 'node:path';
import { type ConnectionProvider, fieldIn } from '@valetkey/api-contracts';
import { fillPath } from './fill-path.ts';
import type { FieldValues } from './resolve-origins.ts';

/** A value of the server's environment: a text, or the secret field whose value it is. */
export type ServerVariable =
  | { readonly text: string }
  | { readonly secret: string; readonly optional: boolean };

/** Where a connection's MCP server is, with the user's fields in place. Of secrets only the fields' names. */
export type ResolvedMcp =
  | { readonly transport: 'streamableHttp' | 'sse'; readonly path: string }
  | {
      readonly transport: 'stdio';
      readonly command: string;
      readonly args: readonly string[];
      readonly environment: Readonly<Record<string, ServerVariable>>;
      readonly cwd: string | undefined;
    };

export type McpResolution =
  | {
      readonly ok: true;
      readonly mcp: ResolvedMcp;
      /** For the user, exact and whole: no two servers have the same words. */
      readonly inWords: string;
    }
  /** `field` holds no path, or nothing, where the command or the server's address needs it. */
  | { readonly ok: false; readonly field: string };

/** `undefined` when the provider declares no MCP server. */
export function resolveMcp(
  provider: Pick<ConnectionProvider, 'fields' | 'mcp'>,
  fields: FieldValues,
  origins: readonly string[],
): McpResolution | undefined {
  const declared = provider.mcp;
  if (declared === undefined) return undefined;
  if (declared.transport !== 'stdio') {
    const { transport } = declared;
    const filled = fillPath(declared.path, fields);
    if (!filled.ok) return { ok: false, field: filled.field };
    const { path } = filled;
    const old = transport === 'sse' ? ', over the older transport HTTP+SSE' : '';
    return { ok: true, mcp: { transport, path }, inWords: `${origins[0]}${path}${old}` };
  }
  const secrets = new Set(provider.fields.filter(({ type }) => type === 'secret').map(({ id }) => id));
  const isOptional = (field: string): boolean =>
    provider.fields.some(({ id, required }) => id === field && !required);
  const missing: string[] = [];
  const fill = (template: string): string => {
    const field = fieldIn(template);
    if (field === undefined) return template;
    if (Object.hasOwn(fields, field) && !secrets.has(field)) return String(fields[field]);
    missing.push(field);
    return '';
  };
  /** An optional field that was left empty is an argument that is not there. */
  const fillArgument = (template: string): readonly string[] => {
    const field = fieldIn(template);
    const absent = field !== undefined && isOptional(field) && !Object.hasOwn(fields, field);
    return absent ? [] : [fill(template)];
  };
  const command = fill(declared.command);
  const args = declared.args.flatMap(fillArgument);
  const cwd = declared.cwd === undefined ? undefined : fill(declared.cwd);
  const environment = Object.fromEntries(
    Object.entries(declared.environment).flatMap(([name, template]): [string, ServerVariable][] => {
      const field = fieldIn(template);
      if (field !== undefined && secrets.has(field))
        return [[name, { secret: field, optional: isOptional(field) }]];
      return fillArgument(template).map((text) => [name, { text }]);
    }),
  );
  if (!isAbsolute(command)) missing.push(fieldIn(declared.command) ?? '');
  if (cwd !== undefined && !isAbsolute(cwd)) missing.push(fieldIn(declared.cwd ?? '') ?? '');
  if ([command, ...args].some((text) => text.includes('\0'))) missing.push('');
  const [field] = missing;
  if (field !== undefined) return { ok: false, field };
  const mcp = { transport: 'stdio' as const, command, args, environment, cwd };
  return { ok: true, mcp, inWords: commandInWords(mcp) };
}

/** JSON quotes every argument, so that two commands never read alike. */
const commandInWords = ({
  command,
  args,
  environment,
  cwd,
}: Extract<ResolvedMcp, { transport: 'stdio' }>): string => {
  const variables = Object.entries(environment).map(([name, value]) =>
    'text' in value
      ? `${name}=${JSON.stringify(value.text)}`
      : `${name} from the secret field ${value.secret}`,
  );
  return [
    `Program started on this computer: ${[command, ...args].map((text) => JSON.stringify(text)).join(' ')}`,
    ...(cwd === undefined ? [] : [`in the folder ${JSON.stringify(cwd)}`]),
    ...(variables.length === 0 ? [] : [`with ${variables.join(', ')}`]),
  ].join(', ');
};
