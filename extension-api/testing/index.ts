export type { RecordedAsk, RecordedRequest, RecordedToolCall, TestMcpServer, TestTool } from './service.ts';
export {
  type TestConnections,
  type TestConnectionsOptions,
  type TestService,
  testConnections,
} from './test-connections.ts';
