import { type Access, type BudgetKind, isOfMethods, type Limits } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import { budgetChoiceText, budgetWords, choiceWordsInside } from '../../contracts/budget-words.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import {
  asksChoices,
  budgetsToOffer,
  canBeReadOnly,
  type Lasts,
  lastsWords,
  limitsOf,
  limitWords,
  narrows,
  type TakenAway,
  takeAllButReading,
  takenBefore,
} from '../../contracts/limit-choices.ts';
import type { Say } from '../../contracts/texts/say.ts';
import { yesOrNo } from './terminal-column.ts';

export type TerminalLimits = {
  /** Shown below the question, where limits of an earlier grant begin it. */
  readonly asBefore: string | undefined;
  readonly keys: readonly string[];
  /** What a key did, in lines; undefined: it is none of these keys. */
  press(key: string): readonly string[] | undefined;
  /** What was taken, by the time of the answer. */
  limits(now: Date, decision: 'once' | 'always'): Limits | undefined;
};

/** Digits choose on one page of the list. */
const perPage = 9;
const nextLasts: Readonly<Record<Lasts, Exclude<Lasts, 'kept'>>> = {
  revoked: 'quarter',
  quarter: 'hour',
  hour: 'today',
  today: 'revoked',
  kept: 'revoked',
};

/**
 * Takes away at a terminal what the page lets a person clear: methods, paths and tools one by one, all that changes
 * something in one key, time, and what a day may take. None of its keys answers the question, and while a list is open only
 * digits mean something else than before.
 */
export function terminalLimits(
  say: Say,
  access: Access,
  { limits: before, also, costUnit }: Pick<ConsentPrompt['choices'][number], 'limits' | 'also' | 'costUnit'>,
): TerminalLimits {
  const taken = takenBefore(access, before, also);
  const asks = asksChoices(access, taken);
  const asksNow = (): string => {
    const without = taken.runs.filter((one) => isOfMethods(one, taken.asks));
    const shown = without.slice(0, mostShown).map((one) => displayText(one, 200));
    const more = without.length > mostShown ? [say.count('{count} more', without.length - mostShown)] : [];
    const methods = taken.asks.join(', ');
    if (methods === '') return say('With Always allow, ask me before no request');
    return without.length === 0
      ? say('With Always allow, ask me before each {methods}', { methods })
      : say('With Always allow, ask me before each {methods}; without asking: {requests}', {
          methods,
          requests: [...shown, ...more].join(', '),
        });
  };
  const less = rowsOf(say, access, taken);
  const rowsAt = (key: string | undefined): readonly LimitRow[] => {
    if (key === 'l') return less;
    return key === 'm' ? [...budgetRows(say, access, taken, costUnit), ...runRows(say, access, taken)] : [];
  };
  let open: { readonly key: string; readonly page: number } | undefined;

  const list = (): string[] => {
    const { key, page = 0 } = open ?? {};
    const rows = rowsAt(key);
    const shown = rows.slice(page * perPage, (page + 1) * perPage);
    const next = Math.min(perPage, rows.length - perPage);
    const more = next > 0 ? `   [n] ${say('Next {count}', { count: next })}` : '';
    const toggle = key === 'l' ? say('Take away or give back') : say('Change');
    return [
      ...shown.map(({ text }, at) => `[${at + 1}] ${text()}`),
      `[1-${shown.length}] ${toggle}${more}   [${key}] ${say('Close the list')}`,
    ];
  };
  const readOnly = (): string[] => {
    takeAllButReading(access, taken);
    return [
      `${say(limitWords.readOnly)}: ${access.methods.filter((one) => !taken.methods.has(one)).join(', ')}.`,
    ];
  };
  const press: TerminalLimits['press'] = (key) => {
    if (key === 'r' && canBeReadOnly(access)) return readOnly();
    if (key === 'e') {
      taken.lasts = nextLasts[taken.lasts];
      return [`${say(limitWords.ends)}: ${say(lastsWords[taken.lasts])}.`];
    }
    if (key === 'u') {
      stepBudget('usesPerDay', taken);
      return [`${budgetText(say, 'usesPerDay', taken, costUnit)}.`];
    }
    if (key === 'c' && asks.length > 0) {
      taken.asks = asks[(asks.indexOf(taken.asks) + 1) % asks.length] ?? [];
      return [`${asksNow()}.`];
    }
    if (rowsAt(key).length > 0) {
      open = open?.key === key ? undefined : { key, page: 0 };
      return open === undefined ? [say('The list is closed.')] : list();
    }
    if (open === undefined) return undefined;
    const rows = rowsAt(open.key);
    if (key === 'n' && rows.length > perPage) {
      open = { ...open, page: (open.page + 1) % Math.ceil(rows.length / perPage) };
      return list();
    }
    // Also one behind the last row: while a list is open no digit chooses a connection.
    if (!/^[1-9]$/.test(key)) return undefined;
    rows[open.page * perPage + Number(key) - 1]?.change();
    return list();
  };

  return {
    asBefore: narrows(before) ? say(limitWords.asBefore) : undefined,
    keys: [
      [
        ...(canBeReadOnly(access) ? [`[r] ${say(limitWords.readOnly)}`] : []),
        ...(less.length > 0 ? [`[l] ${say(limitWords.less)}`] : []),
        `[e] ${say(limitWords.ends)}`,
        `[u] ${say(budgetWords.usesPerDay.label)}`,
        `[m] ${say(limitWords.more)}`,
      ].join('   '),
      ...(asks.length > 0 ? [`[c] ${asksNow()}`] : []),
    ],
    press,
    limits: (now, decision) => limitsOf(access, taken, now, decision),
  };
}

/** Of the requests that run without asking; the list behind [m] has all. */
const mostShown = 3;

type LimitRow = { readonly text: () => string; readonly change: () => void };

const budgetText = (say: Say, kind: BudgetKind, taken: TakenAway, costUnit: string | undefined): string =>
  `${say(budgetWords[kind].label)}: ${budgetChoiceText(say, kind, taken.budgets[kind], costUnit, choiceWordsInside)}`;

/** Any amount follows the last. */
const stepBudget = (kind: BudgetKind, taken: TakenAway): void => {
  const now = taken.budgets[kind] ?? 0;
  taken.budgets[kind] = budgetWords[kind].choices.find((one) => one > now);
};

const budgetRows = (say: Say, access: Access, taken: TakenAway, costUnit: string | undefined): LimitRow[] =>
  budgetsToOffer(access, taken, costUnit)
    .filter((kind) => kind !== 'usesPerDay')
    .map((kind) => ({
      text: () => budgetText(say, kind, taken, costUnit),
      change: () => stepBudget(kind, taken),
    }));

/** Of the paths that were asked for, and those that ran before: each may run without a question. */
const runRows = (say: Say, { paths }: Access, taken: TakenAway): LimitRow[] => {
  const offered = taken.asks.flatMap((method) => paths.map((path) => `${method} ${path}`));
  return [...new Set([...offered, ...taken.runs])].map((one) => ({
    text: () => {
      const request = displayText(one, 1_024);
      return taken.runs.includes(one)
        ? say('Without asking: {request}', { request })
        : say('Asks: {request}', { request });
    },
    change: () => {
      const without = taken.runs.filter((other) => other !== one);
      taken.runs = without.length < taken.runs.length ? without : [...taken.runs, one];
    },
  }));
};

/** Of a part with one entry alone nothing can be taken: that would be to deny. */
const rowsOf = (say: Say, access: Access, taken: TakenAway): LimitRow[] => {
  const part = <T extends string>(
    head: 'Methods' | 'Paths' | 'MCP tools',
    all: readonly T[],
    gone: Set<T>,
  ): LimitRow[] =>
    all.length < 2
      ? []
      : all.map((one) => ({
          text: () => yesOrNo(say, !gone.has(one), `${say(head)}: ${displayText(one, 1_024)}`),
          change: () => {
            if (!gone.delete(one)) gone.add(one);
          },
        }));
  return [
    ...part(limitWords.methods, access.methods, taken.methods),
    ...part(limitWords.paths, access.paths, taken.paths),
    ...part(limitWords.mcpTools, access.mcpTools, taken.mcpTools),
  ];
};
