import type * as contracts from '@valetkey/api-contracts';
import type { ReadonlyDeep } from './readonly-deep.ts';

/** The contracts' shapes as an extension's author has them: read only. */
export type Access = ReadonlyDeep<contracts.Access>;
export type Attenuation = ReadonlyDeep<contracts.Attenuation>;
export type CapabilityDescription = ReadonlyDeep<contracts.CapabilityDescription>;
export type McpServerInfo = ReadonlyDeep<contracts.McpServerInfo>;
export type McpTool = ReadonlyDeep<contracts.McpTool>;
export type McpToolResult = ReadonlyDeep<contracts.McpToolResult>;
