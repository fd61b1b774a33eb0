import { type Access, budgetKinds, type Limits, readRequestPattern } from '@valetkey/api-contracts';
import { patternCovers, uncovered } from './covers.ts';

/** Whether what the person takes away becomes less: anything that `before` closed and `next` admits. */
export function widens(before: Limits = {}, next: Limits = {}): boolean {
  if (isMore(before.expiresAt, next.expiresAt)) return true;
  if (budgetKinds.some((kind) => isMore(before[kind], next[kind]))) return true;
  if (!(before.asks ?? []).every((method) => next.asks?.includes(method))) return true;
  if ((next.runs ?? []).some((text) => asksBy(before, text))) return true;
  if (parts.some((part) => before[part] !== undefined && next[part] === undefined)) return true;
  // Of a part that was open, whatever is named now closes something.
  const { methods, paths, mcpTools } = before;
  const wanted = {
    methods: methods && next.methods,
    paths: paths && next.paths,
    mcpTools: mcpTools && next.mcpTools,
  };
  return uncovered(asAccess(before), asAccess(wanted)) !== undefined;
}

/** Whether any request that this lets run asks by those limits. */
const asksBy = ({ asks = [], runs = [] }: Limits, text: string): boolean => {
  const wanted = readRequestPattern(text);
  if (wanted === undefined || !asks.includes(wanted.method)) return false;
  return !runs.some((one) => {
    const given = readRequestPattern(one);
    return given?.method === wanted.method && patternCovers(given.path, wanted.path);
  });
};

/** Where none is named, there is no bound. */
const isMore = (before: number | undefined, next: number | undefined): boolean =>
  before !== undefined && (next === undefined || next > before);

const parts = ['methods', 'paths', 'mcpTools'] as const;
const asAccess = ({ methods = [], paths = [], mcpTools = [] }: Limits): Access => ({
  methods,
  paths,
  mcpTools,
});
