import type { Access, BudgetKind, Limits } from '@valetkey/api-contracts';
import { displayText } from '../../consent/display-text.ts';
import { budgetChoiceText, budgetWords } from '../../contracts/budget-words.ts';
import type { ConsentPrompt } from '../../contracts/consent.ts';
import {
  asksChoices,
  asksWords,
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

/** Any amount follows the last. */
const nextAmount = (kind: BudgetKind, now: number | undefined): number | undefined =>
  budgetWords[kind].choices.find((one) => one > (now ?? 0));

/**
 * Takes away at a terminal what the page lets a person clear: methods, paths and tools one by one, all that changes
 * something in one key, time, and what a day may take. None of its keys answers the question, and while a list is open only
 * digits mean something else than before.
 */
export function terminalLimits(
  access: Access,
  { limits: before, also, costUnit }: Pick<ConsentPrompt['choices'][number], 'limits' | 'also' | 'costUnit'>,
): TerminalLimits {
  const taken = takenBefore(access, before, also);
  const rows = rowsOf(access, taken);
  const asks = asksChoices(access, taken);
  const asksNow = (): string => `${limitWords.asks} ${asksWords(taken.asks)}`;
  const budgets = budgetsToOffer(access, taken, costUnit).filter((kind) => kind !== 'usesPerDay');
  let page: number | undefined;
  let more = false;

  const budgetText = (kind: BudgetKind): string =>
    `${budgetWords[kind].label}: ${budgetChoiceText(kind, taken.budgets[kind], costUnit).toLowerCase()}`;

  const list = (): string[] => {
    const first = (page ?? 0) * perPage;
    const shown = rows.slice(first, first + perPage);
    const others = rows.length > perPage ? `   [n] Next ${Math.min(perPage, rows.length - perPage)}` : '';
    return [
      ...shown.map(
        ({ head, name, isTaken }, at) => `[${at + 1}] ${isTaken() ? 'no ' : 'yes'} ${head}: ${name}`,
      ),
      `[1-${shown.length}] Take away or give back${others}   [l] Close the list`,
    ];
  };
  const moreList = (): string[] => [
    ...budgets.map((kind, at) => `[${at + 1}] ${budgetText(kind)}`),
    `[1-${budgets.length}] Next amount   [m] Close the list`,
  ];
  const step = (kind: BudgetKind): void => {
    taken.budgets[kind] = nextAmount(kind, taken.budgets[kind]);
  };
  const readOnly = (): string[] => {
    takeAllButReading(access, taken);
    return [`${limitWords.readOnly}: ${access.methods.filter((one) => !taken.methods.has(one)).join(', ')}.`];
  };
  const press: TerminalLimits['press'] = (key) => {
    if (key === 'r' && canBeReadOnly(access)) return readOnly();
    if (key === 'e') {
      taken.lasts = nextLasts[taken.lasts];
      return [`${limitWords.ends}: ${lastsWords[taken.lasts]}.`];
    }
    if (key === 'u') {
      step('usesPerDay');
      return [`${budgetText('usesPerDay')}.`];
    }
    if (key === 'm') {
      page = undefined;
      more = !more;
      return more ? moreList() : ['The list is closed.'];
    }
    if (key === 'c' && asks.length > 0) {
      taken.asks = asks[(asks.indexOf(taken.asks) + 1) % asks.length] ?? [];
      return [`${asksNow()}.`];
    }
    if (key === 'l' && rows.length > 0) {
      page = page === undefined ? 0 : undefined;
      more = false;
      return page === undefined ? ['The list is closed.'] : list();
    }
    if (more && /^[1-9]$/.test(key)) {
      const kind = budgets[Number(key) - 1];
      if (kind !== undefined) step(kind);
      return moreList();
    }
    if (page === undefined) return undefined;
    if (key === 'n' && rows.length > perPage) {
      page = (page + 1) % Math.ceil(rows.length / perPage);
      return list();
    }
    // Also one behind the last row: while the list is open no digit chooses a connection.
    if (!/^[1-9]$/.test(key)) return undefined;
    rows[page * perPage + Number(key) - 1]?.toggle();
    return list();
  };

  return {
    asBefore: narrows(before) ? limitWords.asBefore : undefined,
    keys: [
      [
        ...(canBeReadOnly(access) ? [`[r] ${limitWords.readOnly}`] : []),
        ...(rows.length > 0 ? [`[l] ${limitWords.less}`] : []),
        `[e] ${limitWords.ends}`,
        `[u] ${budgetWords.usesPerDay.label}`,
        `[m] ${limitWords.more}`,
      ].join('   '),
      ...(asks.length > 0 ? [`[c] ${asksNow()}`] : []),
    ],
    press,
    limits: (now, decision) => limitsOf(access, taken, now, decision),
  };
}

type LimitRow = {
  readonly head: string;
  readonly name: string;
  readonly isTaken: () => boolean;
  readonly toggle: () => void;
};

/** Of a part with one entry alone nothing can be taken: that would be to deny. */
const rowsOf = (access: Access, taken: TakenAway): LimitRow[] => {
  const part = <T extends string>(head: string, all: readonly T[], gone: Set<T>): LimitRow[] =>
    all.length < 2
      ? []
      : all.map((one) => ({
          head,
          name: displayText(one, 1_024),
          isTaken: () => gone.has(one),
          toggle: () => {
            if (!gone.delete(one)) gone.add(one);
          },
        }));
  return [
    ...part(limitWords.methods, access.methods, taken.methods),
    ...part(limitWords.paths, access.paths, taken.paths),
    ...part(limitWords.mcpTools, access.mcpTools, taken.mcpTools),
  ];
};
