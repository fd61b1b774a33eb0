export type {
  Access,
  Attenuation,
  CapabilityDescription,
  ErrorCode,
  McpServerInfo,
  McpTool,
  McpToolResult,
} from '@valetkey/api-contracts';
export { ValetkeyError } from '@valetkey/api-contracts';
export type { CapabilityHandle } from './capability-handle.ts';
export type { ConnectionClient, ConnectionFetchInit } from './connection-client.ts';
export type { ConnectionRequestInput, Connections } from './connections.ts';
export { defineExtension, type Extension, type ExtensionContext } from './define-extension.ts';
export type { McpSession } from './mcp-session.ts';
