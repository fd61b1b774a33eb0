export type { ErrorCode, HttpMethod, Json, JsonObject } from '@valetkey/api-contracts';
export { ValetkeyError } from '@valetkey/api-contracts';
export type {
  Access,
  Attenuation,
  CapabilityDescription,
  McpServerInfo,
  McpTool,
  McpToolResult,
} from './author-types.ts';
export type { CapabilityHandle } from './capability-handle.ts';
export type { ConnectionClient } from './connection-client.ts';
export type { ConnectionRequestInput, Connections } from './connections.ts';
export type { MethodOf, PathOf, ProviderName, TargetOf } from './declared-connections.ts';
export {
  defineExtension,
  type Extension,
  type ExtensionContext,
  type HostHandler,
} from './define-extension.ts';
export type { McpCallback, McpCallbacks, McpRoot } from './mcp-callbacks.ts';
export type { McpEventMap, McpEvents } from './mcp-events.ts';
export type { McpCallOptions, McpLogLevel, McpReference, McpSession, McpTask } from './mcp-session.ts';
export { textOf } from './mcp-text.ts';
export type { McpTransport } from './mcp-transport.ts';
export type { ConnectionFetchInit } from './outgoing-request.ts';
export type { ReadonlyDeep } from './readonly-deep.ts';
