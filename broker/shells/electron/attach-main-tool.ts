import { type AttachedTool, connectTool, type ToolOptions } from '../connect-tool.ts';
import { mainPortPair } from './main-port-pair.ts';

/** A tool in the main process, as a principal of its own beside the sandboxed extensions; see connectTool. */
export function attachMainTool(options: ToolOptions): AttachedTool {
  return connectTool(mainPortPair(), options);
}
