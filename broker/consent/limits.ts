import { type Access, budgetKinds, type Limits } from '@valetkey/api-contracts';
import { uncovered } from './covers.ts';

/** Whether what the person takes away becomes less: anything that `before` closed and `next` admits. */
export function widens(before: Limits = {}, next: Limits = {}): boolean {
  if (isMore(before.expiresAt, next.expiresAt)) return true;
  if (budgetKinds.some((kind) => isMore(before[kind], next[kind]))) return true;
  if (!(before.asks ?? []).every((method) => next.asks?.includes(method))) return true;
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

/** Where none is named, there is no bound. */
const isMore = (before: number | undefined, next: number | undefined): boolean =>
  before !== undefined && (next === undefined || next > before);

const parts = ['methods', 'paths', 'mcpTools'] as const;
const asAccess = ({ methods = [], paths = [], mcpTools = [] }: Limits): Access => ({
  methods,
  paths,
  mcpTools,
});
