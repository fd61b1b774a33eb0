import { type JsonObject, ValetkeyError } from '@valetkey/api-contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeToolGuard } from './tool-guard.ts';
import { compareTools, digestOfTools, readTools } from './tool-list.ts';

type Version = 0 | 1 | 2;
const name = fc.constantFrom('a', 'b', 'c');
const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('become' as const),
      tool: name,
      as: fc.constantFrom<(Version | undefined)[]>(0, 1, 2, undefined),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('say so' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('list' as const) }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant('call' as const), tool: name }) },
  fc.record({ do: fc.constant('confirm' as const) }),
  fc.record({ do: fc.constant('page size' as const), size: fc.constantFrom(1, 2, 10) }),
  // In the middle of the broker's next look.
  fc.record({
    do: fc.constant('become while looking' as const),
    tool: name,
    as: fc.constantFrom<Version[]>(0, 1, 2),
  }),
);

describe('the guard before tools', () => {
  it('the guard lets no call of a changed tool pass, as far as the server has told', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
        /** The server: what is, and what it has told anybody since it last changed. */
        const now = new Map<string, Version>([
          ['a', 0],
          ['b', 0],
        ]);
        let told = true;
        let size = 10;
        let whileLooking: (() => void) | undefined;
        /** What was agreed to, and whether the user has to look. */
        let agreed: ReturnType<typeof readTools> | undefined;
        let found: ReturnType<typeof readTools> | undefined;
        const toolsNow = () =>
          [...now].map(([tool, version]) => ({ name: tool, description: String(version) }));
        const page = (cursor: string | undefined): JsonObject => {
          const at = Number(cursor ?? 0);
          const tools = toolsNow();
          const next = at + size < tools.length ? { nextCursor: String(at + size) } : {};
          return { tools: tools.slice(at, at + size), ...next } as JsonObject;
        };
        const guard = makeToolGuard({
          list: async (cursor) => {
            const answer = page(cursor);
            if (cursor === undefined) {
              whileLooking?.();
              whileLooking = undefined;
            }
            await Promise.resolve();
            return answer;
          },
          check: (tools, whole) => {
            if (agreed === undefined) {
              if (whole) agreed = [...tools];
              return;
            }
            const { added, changed } = compareTools(agreed, tools, { whole });
            if (added.length + changed.length === 0) return;
            found = [...tools];
            throw new ValetkeyError({ code: 'connection-suspended' });
          },
          asks: () => false,
        });
        const passes = (what: () => Promise<unknown>): Promise<boolean> =>
          what().then(
            () => true,
            () => false,
          );
        const become = (tool: string, as: Version | undefined): void => {
          if (now.get(tool) === as) return;
          if (as === undefined) now.delete(tool);
          else now.set(tool, as);
          told = false;
        };
        for (const one of steps) {
          if (one.do === 'become') become(one.tool, one.as);
          if (one.do === 'become while looking')
            whileLooking = () => {
              become(one.tool, one.as);
              guard.changed();
              told = true;
            };
          if (one.do === 'say so') {
            guard.changed();
            told = true;
          }
          if (one.do === 'page size') size = one.size;
          if (one.do === 'confirm' && found !== undefined) {
            agreed = readTools({ tools: toolsNow() } as JsonObject);
            found = undefined;
            guard.changed(); // handles end with a suspension, and a new session looks again
            told = true;
          }
          if (one.do === 'list') {
            const answered = guard.listing({});
            const answer = page(undefined);
            if (await passes(() => answered(answer))) {
              // What the extension has seen is what was agreed to.
              const shown = compareTools(agreed ?? [], readTools(answer), { whole: false });
              expect(shown.added.length + shown.changed.length).toBe(0);
              told = true; // of several pages the broker has looked at all since
            }
          }
          if (one.do === 'call' && (await passes(() => guard.beforeCall(one.tool, async () => undefined)))) {
            expect(agreed?.some((tool) => tool.name === one.tool)).toBe(true);
            if (!told) continue; // it has become another one and said nothing: nobody can know
            const is = readTools({ tools: toolsNow() } as JsonObject).filter(
              (tool) => tool.name === one.tool,
            );
            const was = agreed?.filter((tool) => tool.name === one.tool) ?? [];
            expect(digestOfTools(is)).toBe(digestOfTools(was));
          }
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
