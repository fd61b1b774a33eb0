import type { CapabilityRequest, JsonObject } from '@valetkey/api-contracts';
import type { McpToolResult } from '../author-types.ts';

/** A request as it came to `respond`: what was sent, and nothing of what a broker would add. */
export type RecordedRequest = {
  readonly provider: string;
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};

export type RecordedToolCall = { readonly name: string; readonly arguments: JsonObject };

/** What the extension asked its user for. */
export type RecordedAsk = Readonly<Pick<CapabilityRequest, 'provider' | 'reason' | 'access'>>;

/** A string is an answer of one text part. What it throws reaches the extension as `respond`'s errors do. */
export type TestTool = (args: JsonObject) => string | McpToolResult | Promise<string | McpToolResult>;

export type TestMcpServer = {
  readonly name?: string;
  readonly version?: string;
  readonly instructions?: string;
  readonly tools: Readonly<Record<string, TestTool>>;
  /** Resources, prompts and the like: the result of `resources/read`, say. `undefined`: there is no such thing. */
  readonly answer?: (
    method: string,
    params: JsonObject,
  ) => JsonObject | undefined | Promise<JsonObject | undefined>;
};

/** The service behind every connection of a test, and the test's notes. */
export type Service = {
  readonly origin: string;
  readonly respond: (request: Request) => Response | Promise<Response>;
  readonly mcp: TestMcpServer | undefined;
  readonly record: (request: RecordedRequest) => void;
  readonly recordToolCall: (call: RecordedToolCall) => void;
};
