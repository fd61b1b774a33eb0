import {
  type Access,
  type BudgetKind,
  budgetKinds,
  type Caveats,
  eachBudget,
  type HttpMethod,
  isOfMethods,
  type Limits,
  levelFrom,
} from '@valetkey/api-contracts';
import { midnight } from './midnight.ts';
import type { Message } from './texts/message.ts';
import type { Say } from './texts/say.ts';

/** When what is allowed ends, beside the end that it has anyway. */
export type Lasts = 'kept' | 'revoked' | 'quarter' | 'hour' | 'today';

/** What the person took from what was asked for. */
export type TakenAway = {
  readonly methods: Set<HttpMethod>;
  readonly paths: Set<string>;
  readonly mcpTools: Set<string>;
  lasts: Lasts;
  /** The end that was chosen before, which `kept` leaves. */
  readonly endsAt?: number | undefined;
  /** Of each kind at most this a day, where the person named an amount. */
  readonly budgets: Record<BudgetKind, number | undefined>;
  /** Methods that ask each time, under "always". */
  asks: readonly HttpMethod[];
  /** Of those, requests that run without a question: `POST /search/**`. */
  runs: readonly string[];
};

/** Which requests ask. */
export type Asking = Pick<Limits, 'asks' | 'runs'>;

/** For people, on the page and at the terminal alike. */
export const limitWords = {
  less: 'Allow less',
  readOnly: 'Read only',
  ends: 'Access ends',
  more: 'More limits',
  asks: 'With Always allow, ask me',
  runs: 'Do not ask for these requests',
  runsWrong: 'Not understood, so Valetkey asks:',
  runsHow: 'One request per line: method and path, such as POST /search/**',
  asBefore: 'Your earlier limits still apply. You can change them here.',
  methods: 'Methods',
  paths: 'Paths',
  mcpTools: 'MCP tools',
} as const satisfies Readonly<Record<string, Message>>;
export const lastsWords = {
  revoked: 'When you revoke it',
  quarter: 'In 15 minutes',
  hour: 'In 1 hour',
  today: 'At the end of today',
} as const satisfies Readonly<Record<Exclude<Lasts, 'kept'>, Message>>;

/** The kinds that could ever be spent, or that are bounded now. */
export const budgetsToOffer = (
  { mcpTools }: Pick<Access, 'mcpTools'>,
  { budgets }: Pick<TakenAway, 'budgets'>,
  costUnit: string | undefined,
): readonly BudgetKind[] =>
  budgetKinds.filter((kind) => {
    if (budgets[kind] !== undefined) return true;
    if (kind === 'callsPerDay') return mcpTools.length > 0;
    return kind !== 'costPerDay' || costUnit !== undefined;
  });

/** What to ask before, fewest first, with what is chosen now. Where every method only reads, nothing is offered. */
export const asksChoices = (
  { methods }: Pick<Access, 'methods'>,
  { asks }: Pick<TakenAway, 'asks'>,
): readonly (readonly HttpMethod[])[] => {
  const offered = [[], asksByDefault(methods), methods.filter((method) => !reads(method)), asks];
  const distinct = new Map(offered.map((choice) => [choice.join(), choice]));
  return distinct.size === 1 ? [] : [...distinct.values()].sort((one, other) => one.length - other.length);
};
/** What is left of a grant after what the person took from it. Paths: those that were asked for and are left. */
export const leftOf = ({
  caveats,
  limits = {},
}: {
  readonly caveats: Caveats;
  readonly limits?: Limits | undefined;
}): Caveats & Asking => {
  const { expiresAt, maxUses } = caveats;
  const level = levelFrom(caveats, { maxUses, ...limits, expiresAt: limits.expiresAt ?? expiresAt });
  return { ...level, asks: limits.asks, runs: limits.runs };
};

/** Whether something was taken. A question takes nothing. */
export const narrows = (limits: Limits = {}): boolean =>
  Object.entries(limits).some(([name, part]) => name !== 'asks' && name !== 'runs' && part !== undefined);

/** Follows `limitWords.asks`. */
export const asksWords = (say: Say, asks: readonly HttpMethod[]): string =>
  asks.length === 0 ? say('before no request') : say('before each {methods}', { methods: asks.join(', ') });

/** What "Always allow" means where the user changes nothing. The reason is in docs/decisions/0060. */
const asksByDefault = (methods: readonly HttpMethod[]): HttpMethod[] =>
  methods.filter((method) => method === 'DELETE');

const minute = 60_000;

/** As the answer says it: only parts from which something was taken. Undefined: everything was left. */
export function limitsOf(
  { methods, paths, mcpTools }: Access,
  taken: TakenAway,
  now: Date,
  /** "Once" asks no second time: the person has just read what it is for. */
  decision: 'once' | 'always' = 'always',
): Limits | undefined {
  const left = <T>(all: readonly T[], without: ReadonlySet<T>): T[] | undefined =>
    without.size === 0 ? undefined : all.filter((one) => !without.has(one));
  const asks = taken.asks.filter((method) => !taken.methods.has(method));
  const limits: Limits = {
    methods: left(methods, taken.methods),
    paths: left(paths, taken.paths),
    mcpTools: left(mcpTools, taken.mcpTools),
    expiresAt: endOf(taken, now),
    ...taken.budgets,
    ...askingWith(decision === 'once' ? [] : asks, taken.runs),
  };
  return Object.values(limits).every((part) => part === undefined) ? undefined : limits;
}

/** A request that runs by name needs a method that asks. */
export const askingWith = (asks: HttpMethod[], named: readonly string[]): Asking => {
  const runs = named.filter((one) => isOfMethods(one, asks));
  return {
    asks: asks.length === 0 ? undefined : asks,
    runs: runs.length === 0 ? undefined : runs,
  };
};

const endOf = ({ lasts, endsAt }: TakenAway, now: Date): number | undefined => {
  if (lasts === 'kept') return endsAt;
  if (lasts === 'quarter') return now.getTime() + 15 * minute;
  if (lasts === 'hour') return now.getTime() + 60 * minute;
  return lasts === 'today' ? midnight(now.getTime(), 1) : undefined;
};

/** Safe by their definition (RFC 9110, 3253, 4918): they change nothing that the caller would have to answer for. */
const reading: ReadonlySet<HttpMethod> = new Set(['GET', 'HEAD', 'OPTIONS', 'PROPFIND', 'REPORT']);
export const reads = (method: HttpMethod): boolean => reading.has(method);

/** Whether "Read only" would take something and leave something. */
export const canBeReadOnly = ({ methods }: Pick<Access, 'methods'>): boolean =>
  methods.some((method) => !reads(method)) && methods.some(reads);

export const takeAllButReading = ({ methods }: Pick<Access, 'methods'>, taken: TakenAway): void => {
  for (const method of methods) if (!reads(method)) taken.methods.add(method);
};

/**
 * What was taken from an earlier grant, of a request that may be another one. A part that was narrowed to something that
 * is not asked for now is left whole: what is new in it is said.
 */
export const takenBefore = (
  { methods, paths, mcpTools }: Access,
  limits: Limits = { asks: asksByDefault(methods) },
  /** What is asked for beyond that grant: its limits say nothing about it. */
  also: readonly Pick<Access, 'methods'>[] = [],
): TakenAway => {
  const added = asksByDefault(also.flatMap((one) => one.methods));
  const among = <T>(all: readonly T[], left: T[] | undefined): T[] | undefined =>
    left?.every((one) => all.includes(one)) && left.length > 0 ? left : undefined;
  return takenBy(
    { methods, paths, mcpTools },
    {
      ...limits,
      methods: among(methods, limits.methods),
      paths: among(paths, limits.paths),
      mcpTools: among(mcpTools, limits.mcpTools),
      asks: methods.filter((method) => limits.asks?.includes(method) || added.includes(method)),
    },
  );
};

/** What was taken already. */
export const takenBy = ({ methods, paths, mcpTools }: Access, limits: Limits = {}): TakenAway => {
  const without = <T>(all: readonly T[], left: readonly T[] | undefined): Set<T> =>
    new Set(left === undefined ? [] : all.filter((one) => !left.includes(one)));
  return {
    methods: without(methods, limits.methods),
    paths: without(paths, limits.paths),
    mcpTools: without(mcpTools, limits.mcpTools),
    lasts: limits.expiresAt === undefined ? 'revoked' : 'kept',
    endsAt: limits.expiresAt,
    budgets: eachBudget((kind) => limits[kind]),
    asks: limits.asks ?? [],
    runs: limits.runs ?? [],
  };
};
