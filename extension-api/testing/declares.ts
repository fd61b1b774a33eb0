import { type CapabilityRequest, type ConnectionRequest, ValetkeyError } from '@valetkey/api-contracts';
import { matches } from './admits.ts';

type Access = ConnectionRequest['access'];

/**
 * The broker's question to the manifest, in short: what of a request no entry declares. The entry that declares it
 * also says what is asked for where the request does not.
 */
export const declaring = (
  declared: readonly ConnectionRequest[],
  { provider, access, scopes = [] }: CapabilityRequest,
): ConnectionRequest => {
  const entries = declared.filter((entry) => entry.provider === provider);
  if (entries.length === 0) throw new ValetkeyError({ code: 'not-declared', at: 'provider' });
  if (!entries.some((entry) => scopes.every((scope) => entry.scopes?.includes(scope) === true)))
    throw new ValetkeyError({ code: 'not-declared', at: 'scopes' });
  const missing = entries.map((entry) => (access === undefined ? undefined : beyond(entry.access, access)));
  const found = entries[missing.indexOf(undefined)];
  const [caveat] = missing;
  if (found === undefined && caveat !== undefined) throw new ValetkeyError({ code: 'not-declared', caveat });
  return found ?? (entries[0] as ConnectionRequest);
};

const beyond = (given: Access, wanted: Access) => {
  if (!wanted.methods.every((method) => given.methods.includes(method))) return 'methods';
  if (!wanted.paths.every((path) => given.paths.some((pattern) => holds(pattern, path)))) return 'paths';
  const any = given.mcpTools.includes('*');
  if (!wanted.mcpTools.every((tool) => any || given.mcpTools.includes(tool))) return 'mcpTools';
  const { mcpCallbacks = [] } = wanted;
  return mcpCallbacks.every((one) => given.mcpCallbacks?.includes(one)) ? undefined : 'mcpCallbacks';
};

/** A pattern as if it were a path: what one `*` stands for another may, and only an open end holds an open end. */
const holds = (outer: string, inner: string): boolean => {
  if (!inner.endsWith('/**')) return matches(outer, inner);
  if (!outer.endsWith('/**')) return false;
  return matches(outer, inner.slice(0, -'/**'.length) || '/');
};
