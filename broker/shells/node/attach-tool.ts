import { type AttachedTool, connectTool, type ToolOptions } from '../connect-tool.ts';
import { threadPortPair } from './thread-port-pair.ts';

/** A tool of the application itself, as a principal of its own; see connectTool. */
export function attachTool(options: ToolOptions): AttachedTool {
  return connectTool(threadPortPair(), options);
}
