import { type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import type { ToolClaim } from '../contracts/mcp-tools.ts';
import { readTools, withoutDoubles } from './tool-list.ts';

/** Stands before a session's `tools/list` and `tools/call`: what passes is what was agreed to. */
export type ToolGuard = {
  /** The server says so, or is a new one: no call passes until its list has been looked at again. */
  changed(): void;
  /** The extension's own `tools/list` is about to be sent: hand the answer to what this returns, before it is passed on. */
  listing(params: JsonObject | undefined): (result: JsonObject) => Promise<void>;
  /** Before a call: looks at the list where that is due, and asks the user where they want it. */
  beforeCall(name: string, ask: (tool: ToolClaim) => Promise<void>): Promise<void>;
  /** Once more, right before the call leaves. Undefined: nothing has changed since. */
  stillAgreed(): Promise<void> | undefined;
};

const mostPages = 64;
/** A server that says each time that its list is another one by now. */
const mostLooks = 4;

export function makeToolGuard(powers: {
  /** One page, scrubbed. An error of the server's is thrown as `mcp-failed`. */
  readonly list: (cursor: string | undefined) => Promise<JsonObject>;
  /** Throws where these are not the tools that were agreed to. */
  readonly check: (tools: readonly ToolClaim[], whole: boolean) => void;
  /** Whether the user wants to be asked before a call of this one. */
  readonly asks: (tool: ToolClaim) => boolean;
}): ToolGuard {
  const { list, check, asks } = powers;
  let age = 1;
  let lookedAt = 0;
  let tools: ReadonlyMap<string, ToolClaim> = new Map();
  let looking: Promise<void> | undefined;

  const accept = (all: readonly ToolClaim[], asOf: number): void => {
    check(all, true);
    tools = new Map(all.map((tool) => [tool.name, tool]));
    lookedAt = asOf;
  };
  const wholeList = async (): Promise<ToolClaim[]> => {
    let all: ToolClaim[] = [];
    const cursors = new Set<string | undefined>();
    for (let cursor: string | undefined; cursors.size < mostPages; ) {
      cursors.add(cursor);
      const page = await list(cursor);
      all = withoutDoubles([...all, ...readTools(page)]);
      cursor = cursorIn(page);
      if (cursor === undefined) return all;
      if (cursors.has(cursor)) break;
    }
    throw new ValetkeyError({ code: 'mcp-failed', why: 'endless-tool-list' });
  };
  const look = async (): Promise<void> => {
    for (let times = 0; lookedAt !== age; times += 1) {
      if (times === mostLooks) throw new ValetkeyError({ code: 'mcp-failed', why: 'tools-keep-changing' });
      const asOf = age;
      accept(await wholeList(), asOf);
    }
  };
  const stillAgreed = (): Promise<void> | undefined => {
    if (lookedAt === age) return undefined;
    looking ??= look().finally(() => {
      looking = undefined;
    });
    return looking;
  };
  const changed = (): void => {
    age += 1;
  };

  return Object.freeze<ToolGuard>({
    changed,
    stillAgreed,
    listing: (params) => {
      const asOf = age;
      return async (result) => {
        const page = readTools(result);
        const first = params?.['cursor'] === undefined;
        if (first && cursorIn(result) === undefined) return accept(page, asOf);
        // Pages that come one by one may be of different lists: the broker looks at one list as a whole.
        if (first) changed();
        await stillAgreed();
        check(page, false);
      };
    },
    beforeCall: async (name, ask) => {
      await stillAgreed();
      const tool = tools.get(name);
      if (tool === undefined) throw new ValetkeyError({ code: 'not-found', at: 'params.name' });
      if (asks(tool)) await ask(tool);
    },
  });
}

const cursorIn = ({ nextCursor }: JsonObject): string | undefined =>
  typeof nextCursor === 'string' && nextCursor !== '' ? nextCursor : undefined;
